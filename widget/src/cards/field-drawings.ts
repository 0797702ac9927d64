// The drawings that show where a field's number stands.

import rib from "../drawings/rib.svg?url";
import back from "../drawings/vitale-back.svg?url";
import front from "../drawings/vitale-front.svg?url";
import photoFront from "../drawings/vitale-photo-front.svg?url";

export interface Drawing {
  url: string;
  /** In pixels, for a width of 320. */
  height: number;
  alt: string;
}

const DRAWINGS: Partial<Record<string, Drawing[]>> = {
  nir: [
    {
      url: front,
      height: 216,
      alt: "Dessin du devant d’une carte Vitale : le numéro de sécurité sociale est encadré.",
    },
  ],
  iban_end: [
    {
      url: rib,
      height: 216,
      alt: "Dessin d’un RIB : sur la ligne de l’IBAN, les 7 derniers caractères sont encadrés.",
    },
  ],
  vitale_serial: [
    {
      url: photoFront,
      height: 232,
      alt: "Dessin du devant d’une carte Vitale avec photo : parmi les 21 chiffres du numéro de série, les 11 derniers sont encadrés.",
    },
    {
      url: back,
      height: 216,
      alt: "Dessin du dos d’une carte Vitale sans photo : les 11 derniers chiffres du numéro de série sont encadrés.",
    },
  ],
};

/** The drawings of a field, none for most. */
export function drawingsOf(field: string): Drawing[] {
  return DRAWINGS[field] ?? [];
}
