"""Print how well the assistant understands: ``make evaluate``, in French, for trainers.

The figures come from ``bot.nlu.evaluation``; this module only writes them down.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Sequence

from bot.nlu.check import read_examples
from bot.nlu.evaluation import (
    ROOT,
    Report,
    Settings,
    ask,
    cross_validate,
    read_messages,
    settings,
    trained,
    try_on,
)
from bot.nlu.figures import Answer, Decision, Share, Thresholds, outcome

TESTS = ROOT / "tests" / "nlu" / "messages.yml"
REGRESSION = ROOT / "tests" / "nlu" / "regression.yml"
CONFUSIONS = 12
MESSAGES = 3
LEAST = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
MARGINS = (0.0, 0.05, 0.1, 0.15, 0.2)

VARIANTS = {
    "plain": "tels quels",
    "no accents": "sans accents",
    "slips": "avec des fautes de frappe",
    "sms": "en style SMS",
}
DECISIONS = {
    Decision.ANSWERED: "bonne réponse tout de suite",
    Decision.OFFERED: "« voulez-vous dire... ? », avec le bon sujet",
    Decision.REFUSED: "non compris, ou dit hors sujet à tort",
    Decision.MISTAKEN: "réponse à côté",
}


def main() -> int:
    """Print cross-validation, then the test set, then the regression set."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--thresholds", action="store_true", help="also print what other thresholds would do"
    )
    with_thresholds = options.parse_args().thresholds
    started = time.perf_counter()

    def progress(what: str) -> None:
        sys.stderr.write(f"[{time.perf_counter() - started:3.0f} s] entraînement {what}\n")

    chosen, examples = settings(), list(read_examples())
    crossed = cross_validate(examples, chosen, progress)
    progress("1/1")
    model = trained(examples, chosen)
    seen = try_on(model, read_messages(TESTS), examples, chosen)
    kept = read_messages(REGRESSION)
    answers = ask(model, [one.text for one in kept], [one.intent for one in kept])
    write(crossed_lines(crossed, chosen))
    if with_thresholds:
        write(threshold_lines(crossed.answers))
    write(unseen_lines(seen, chosen))
    write(regression_lines(answers))
    write(["", f"Durée : {time.perf_counter() - started:.0f} s."])
    return 0


def write(lines: Iterable[str]) -> None:
    """Write lines to standard output."""
    sys.stdout.writelines(f"{line}\n" for line in lines)


def crossed_lines(report: Report, chosen: Settings) -> Iterable[str]:
    """Yield the report of the cross-validation."""
    yield from title("Sur les exemples d'entraînement (validation croisée)")
    yield f"{report.messages} exemples, {len(report.topics)} sujets. Chaque exemple est jugé par un"
    yield "modèle qui ne l'a pas appris, ni rien qui lui ressemble de près."
    yield from report_lines(report, chosen)


def unseen_lines(report: Report, chosen: Settings) -> Iterable[str]:
    """Yield the report of the test set."""
    yield from title("Sur les messages d'essai (jamais appris)")
    yield f"{report.messages} messages écrits à part (ceux qui sont aussi des exemples sont laissés"
    yield f"de côté), jugés par un modèle qui a appris les {report.learnt} exemples."
    yield "Ne recopiez jamais ces messages dans les exemples : ils ne mesureraient plus rien."
    yield from report_lines(report, chosen)


def regression_lines(answers: Sequence[Answer]) -> Iterable[str]:
    """Yield the report of the messages that must always be understood."""
    yield from title("Sur les messages à toujours comprendre")
    wrong = [answer for answer in answers if answer.first != answer.topic]
    yield f"Compris : {share(Share(len(answers) - len(wrong), len(answers)))}."
    for answer in wrong:
        yield f"  « {answer.text} » : {answer.topic}, pris pour {answer.first}"


def report_lines(report: Report, chosen: Settings) -> Iterable[str]:
    """Yield the figures of a report."""
    yield from heading("Compréhension", "F1 : 100 est parfait ; tous les sujets comptent autant.")
    yield f"  {'messages':<28}{'F1':>6}   {'intervalle':<12}  {'sujet trouvé':>12}"
    for name, score in report.scores.items():
        low, high = score.interval
        between = f"{100 * low:.1f}-{100 * high:.1f}"
        yield (
            f"  {VARIANTS[name]:<28}{100 * score.macro_f1:>6.1f}   {between:<12}  "
            f"{100 * score.accuracy.value:>10.1f} %"
        )
    asked, margin = chosen.thresholds.least, chosen.thresholds.margin
    yield from heading(
        "Ce que fait l'assistant",
        f"Il demande « voulez-vous dire... ? » si sa confiance est sous {asked:g}, ou si elle "
        f"dépasse la suivante de moins de {margin:g}.",
    )
    for kind, name in DECISIONS.items():
        yield f"  {name:<46}{share(report.outcome.in_scope[kind])}"
    yield f"  {'autres sujets écartés (hors du compte ameli)':<46}{share(report.outcome.rejected)}"
    yield from heading(
        "Sujets, du moins bien au mieux compris",
        "précision : quand il répond ce sujet, a-t-il raison ; rappel : les messages de ce "
        "sujet sont-ils reconnus ; entre parenthèses, l'intervalle à 95 %.",
    )
    yield f"  {'sujet':<32}{'F1':>4}   {'précision':<18}{'rappel':<18}{'messages':>8}"
    for topic in report.topics:
        yield (
            f"  {topic.topic:<32}{100 * topic.f1:>4.0f}   {interval(topic.precision):<18}"
            f"{interval(topic.recall):<18}{topic.recall.total:>8}"
        )
    yield from heading("Confusions les plus fréquentes", "avec quelques-uns de leurs messages.")
    for confusion in report.confusions[:CONFUSIONS]:
        yield f"  {len(confusion.messages):>3} x {confusion.topic} pris pour {confusion.taken_for}"
        yield from (f"        « {message} »" for message in confusion.messages[:MESSAGES])
    yield from heading(
        "Confiance",
        "quand il se dit sûr à 80 %, a-t-il raison 8 fois sur 10 ? "
        f"Écart moyen (ECE) : {100 * report.calibration_error:.1f} points.",
    )
    yield f"  {'confiance':<14}{'messages':>9}{'se dit sûr à':>15}{'a raison':>11}"
    for one in report.calibration:
        yield (
            f"  {100 * one.low:>3.0f} à {100 * one.high:>3.0f} %  {one.right.total:>8}"
            f"{100 * one.confidence:>13.0f} %{100 * one.right.value:>9.0f} %"
        )


def threshold_lines(answers: Sequence[Answer]) -> Iterable[str]:
    """Yield what each pair of thresholds would make of the cross-validation's messages."""
    yield from heading("Seuils", "ce que d'autres réglages donneraient, en % des messages.")
    yield (
        f"  {'confiance':>9}{'écart':>7}{'juste':>8}{'demandé':>9}{'refusé':>8}{'à côté':>8}"
        f"{'hors sujet écarté':>20}"
    )
    for least in LEAST:
        for margin in MARGINS:
            found = outcome(answers, Thresholds(least, margin))
            cells = [100 * found.in_scope[kind].value for kind in Decision]
            yield (
                f"  {least:>9.2f}{margin:>7.2f}{cells[0]:>8.1f}{cells[1]:>9.1f}{cells[2]:>8.1f}"
                f"{cells[3]:>8.1f}{100 * found.rejected.value:>20.1f}"
            )


def title(text: str) -> Iterable[str]:
    """Yield a title."""
    yield from ("", text, "=" * len(text))


def heading(text: str, explained: str) -> Iterable[str]:
    """Yield the head of a table and what it says."""
    yield from ("", f"{text} : {explained}", "")


def share(of: Share) -> str:
    """Return "93.1 % (1012 sur 1087)"."""
    return f"{100 * of.value:5.1f} % ({of.count} sur {of.total})"


def interval(of: Share) -> str:
    """Return "93 (90-95)"."""
    low, high = of.interval
    return f"{100 * of.value:3.0f} ({100 * low:.0f}-{100 * high:.0f})"


if __name__ == "__main__":
    sys.exit(main())
