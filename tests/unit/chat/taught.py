"""The words of the tests' training examples: enough to tell talk from names, and fixed."""

from backend.chat.vocabulary import Vocabulary

_TAUGHT = """
je voudrais ouvrir un compte, je veux créer mon compte, comment on fait pour s'inscrire ?
c'est trop compliqué, je suis perdue, ça marche pas, je n'y arrive pas, ma carte est perdue
j'ai appelé le 3646 hier personne ne répond, vous êtes un robot ?
pourquoi vous voulez mon nom, à quoi ça sert, où est-ce que je trouve ça, sous la main
j'habite à l'étranger, c'est effacé sur ma carte vitale, un petit problème, le petit bouton
je n'ai pas internet chez moi, c'est ma fille qui a tout, je rappelle plus tard
je souhaite, j'accepte, je refuse les conditions, combien de caractères, j'ai reçu un courrier
veuillez trouver ci-dessous mon numéro, pouvez-vous m'aider, il y a longtemps, je crois, ancien
c'est obligatoire, le nir, rien ne va, j'ai oublié, la première page, je vous remercie, enchanté
"""

VOCABULARY = Vocabulary.of(_TAUGHT.splitlines())
