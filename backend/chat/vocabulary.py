"""The words that the assistant was taught: what is none of them may be somebody's name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from backend.chat.shapes import fold

WORD = re.compile(r"[^\W\d_]+(?:['’‘ʼ‐‑-][^\W\d_]+)*")
"""A word: letters, with apostrophes and dashes inside."""

_LETTERS = re.compile(r"[^\W\d_]+")
_ANNOTATION = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})?")

_SMALL_WORDS = """
    a afin ai ainsi alors apres as assez au aucun aucune aura aurais aurait aussi autre autres aux
    avais avait avant avec avez avoir avons ayant beaucoup bien bon bonne c ca car ce ceci cela
    celle celles celui cependant ces cet cette ceux chaque chez ci combien comme comment d dans de
    dedans dehors deja depuis derriere des dessous dessus deux devant devrais dois doit donc dont du
    elle elles en encore enfin entre es est et etaient etais etait ete etes etre eu eux fais fait
    faire faites faut fois font h hier ici il ils j jamais je jusque l la laquelle le lequel les
    lesquels leur leurs lors lorsque lui m ma mais malgre me meme memes mes mien mienne moi moins
    mon n ne ni non nos notre nous on ont or ou oui par parce parfois pas pendant peu peut peux plus
    plusieurs plutot pour pourquoi pourtant pourrais pourrait pouvez pouvoir presque pu puis puisque
    puisse qu quand que quel quelle quelles quelque quelques quels qui quoi rien s sa sais sans
    sauf savoir se selon sera serait ses si sien sienne soit sommes son sont souvent sous suis sur
    t ta tandis tant te tel telle tes toi ton toujours tous tout toute toutes tres trop tu un une va
    vais vers veut veux via voici voila voir voudrais voulais voulez vos votre vous vu y
"""
_DIALOGUE = """
    abandon abandonner adieu aide aider aidez allo annule annuler arret arrete arreter arriere
    attend attendez attends aurevoir bah ben bonjour bonsoir c'est ces cest chais change changer
    chui cmt comen coment comprend comprendre comprends compris conseiller conseillere continue
    continuer cordialement corrige corriger coucou d'accord demain desole desolee dit dite ecrit
    erreur errone esque euh excuse excusez fausse faux hein hello hum humain ignore ignorer
    incorrect incorrecte instant jai journee jsais jsuis juste kel kelle ke ki koi laisse laisser
    madame mademoiselle mal mauvais mauvaise merci mesdames messieurs mlle mme modifie modifier
    moment monsieur mr nan nouveau nouvelle ok okay ouais parfait parler passe passer pause perdu
    perdue personne pk plait please possible pourkoi pq prie prk quelqu'un quitte quitter
    recommence recommencer reprendre reprends retour reviens revoir salut salutations servir sert
    sincere sinceres soiree stop stp suivant suivante super svp termine terminer trompe trompee
    tromper vrai
"""
_ENROLMENT = """
    adresse adresses ameli amelibot arobase assurance assure assuree bancaire bancaires banque
    boite caisse caractere caracteres carte cartes case chiffre chiffres code codes compte comptes
    conditions confirmation consentement coordonnees courriel courrier cpam creation creer date
    derniers dernieres donnee donnees dossier droits e-mail email emails enregistrement expire
    famille fille fixe formulaire franceconnect guichet iban identifiant identite inscription
    inscrire internet jeune jour jours justificatif lettre lettres lien liens ligne mail mails
    maladie mariage marital maritale mel message messagerie messages mobile mois mot naissance nom
    noms numero numeros obligatoire ordinateur passeport photo portable postal postale postaux
    prenom prenoms question questions recto refuse releve rib secu securite serie sms social sociale
    telephone telephones usage valide valider verso ville vitale
"""

_EVERYDAY = """
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
    lundi mardi mercredi jeudi vendredi samedi dimanche matin midi soir nuit semaine annee an ans
    zero trois quatre cinq six sept huit neuf dix onze douze vingt trente quarante cinquante
    soixante cent mille premier premiere
    ne nee soussigne soussignee
    mari femme epoux epouse fils mere pere parents enfants enfant frere soeur veuf veuve divorcee
    mariee marie decede decedee mort morte vieille vieux seul seule
    lunettes papier papiers main porte facture medecin pharmacie hopital bureau maison
    attendre chercher trouve trouver envoyer envoye recu recois donner donne taper mettre mis
    appelle appelles appelez appele reconnu ecrire lire noter essayer essaye habite demenage
"""
_EXCLAMATIONS = """
    aie bigre bof bordel bref chiant chiante chut connard crotte flute genial gueule hop jsp kezako
    lol mdr merde mince mouais nickel oups ouille pff pfff ptdr punaise puree putain relou sapristi
    tkt tkte tqt vache wesh zut bjr bsr dsl slt mrc minute minutes seconde secondes
    celibataire divorce divorcee mariee pacse pacsee separe separee
"""
_SURNAMES_TOO = """
    abbe agneau ami avril baron bas beau bel belle berger bigot blanc blanche bleu bois
    bonhomme boucher boulanger bouton brun cadet calcul carre cent champ chapeau charpentier
    chat chef cher chevalier ciel clerc coeur coin comte conte coq cour courant court couturier
    cousin couvert dame daron desert dix dou doux droit duc dur durand ecole enfant epine
    espagne etoile faure fevrier fin fontaine fort france franc frere garde garcon gauche
    gendre gentil grand grande grave gris gros guide haut heureux honneur huit janvier joli
    jolie juge juin jumeau lange langlais lance leclerc libre lilas lion loi long loup lyon
    main maire maison maitre mansard marchand marche marie marin mars meunier mille moine monde
    montagne moulin mouton mur neuf neveu noel noir noire octobre olive oncle orange pages page
    pain papillon parent parfait paris patron pauvre pere petit petite pie pied pierre pin
    place plage plume point poisson pont porte portes pre premier prevost prince prix puce
    quart ray renard riche rideau robin roche roches roi rond rose rossignol rouge roux sac
    sage saint salle samedi sauvage savoir second seigneur sens sept simple six soleil souci
    sourd suisse tailleur temps tendre tour tours trace treize trente vaillant vallee vendredi
    venant vent vert vidal vierge vieux vif vigne ville vivant voie voisin voleur
"""

FUNCTION_WORDS = frozenset(_SMALL_WORDS.split())
"""The small words of French: they make a sentence, and alone are nobody's name."""

DIALOGUE_WORDS = frozenset([*_DIALOGUE.split(), *_EXCLAMATIONS.split()])
"""What steers a conversation, in short-message spelling too."""

ENROLMENT_WORDS = frozenset(_ENROLMENT.split())
"""What the enrolment is about."""

_NAMES_TOO = frozenset(_SURNAMES_TOO.split())
_ENDINGS = ("es", "e", "s", "x")
_INFLECTED = re.compile(r"\w{3,}[eiu]|\w{6,}")
"""What may take an ending: participles, and words long enough to be no part of a name."""

_BUILT_IN = frozenset(
    part
    for word in FUNCTION_WORDS | DIALOGUE_WORDS | ENROLMENT_WORDS
    for part in _LETTERS.findall(fold(word))
)
_ALWAYS_KNOWN = _BUILT_IN | frozenset(_EVERYDAY.split())


def parts(word: str) -> list[str]:
    """Return the folded parts of a word: "c", "est" for "C'est"."""
    return _LETTERS.findall(fold(word))


def is_common(word: str) -> bool:
    """Whether ``word`` is made of small, dialogue and enrolment words only: nobody's name."""
    return all(part in _BUILT_IN for part in parts(word))


def is_surname_too(word: str) -> bool:
    """Whether ``word``, though a word of the language, is a usual surname too: "Petit"."""
    return all(part in _NAMES_TOO for part in parts(word))


@dataclass(frozen=True)
class Vocabulary:
    """The folded words of the training examples, and the small words of French."""

    words: frozenset[str]

    @classmethod
    def load(cls, nlu_dir: Path) -> "Vocabulary":
        """Read the words of every ``*.yml`` of Rasa NLU examples in ``nlu_dir``.

        The examples are written on the sealed form, so no name of a person is among them.
        """
        examples = (text for path in sorted(nlu_dir.glob("*.yml")) for text in _examples(path))
        return cls.of(examples)

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Vocabulary":
        """Return the vocabulary of ``texts``."""
        taught = (_LETTERS.findall(fold(_ANNOTATION.sub(_annotated, text))) for text in texts)
        return cls(_ALWAYS_KNOWN.union(*taught))

    def knows(self, word: str) -> bool:
        """Whether every part of ``word`` ("c'est", "rendez-vous") was taught.

        So was its feminine or its plural, with the word itself: "effacées" with "effacé".
        """
        return all(map(self._knows_part, parts(word)))

    def _knows_part(self, part: str) -> bool:
        if part in self.words or len(part) == 1:
            return True
        return any(
            part.endswith(ending)
            and part.removesuffix(ending) in self.words
            and _INFLECTED.fullmatch(part.removesuffix(ending))
            for ending in _ENDINGS
        )


def _examples(path: Path) -> Iterator[str]:
    document = YAML(typ="safe", pure=True).load(path) or {}
    for entry in document.get("nlu") or []:
        if "regex" not in entry:
            yield entry.get("examples") or ""


def _annotated(match: re.Match[str]) -> str:
    """Keep the words of ``[mon mail](field)``; a bare ``[nir]`` is a placeholder."""
    return match[1] if match[0] != f"[{match[1]}]" else " "
