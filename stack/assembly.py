"""Everything together: started in order, side by side where it can be, and ended cleanly."""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from backend.settings import MissingSettings, Settings, load_settings
from stack import health, leftovers, model, ports, postgres, redis, secret_file, services
from stack.configuration import DEMONSTRATION, Configuration
from stack.failure import Failure
from stack.migration import migrate
from stack.programs import Program
from stack.supervisor import State, Supervisor

LABELS = {
    "postgres": "PostgreSQL",
    "redis": "Redis",
    "rasa": "Rasa (dialogue)",
    "actions": "Actions",
    "worker": "Courrier et purges",
    "backend": "Serveur",
}
DATABASE = "amelibot"
PATIENCE_SECONDS = 180.0
UNREADABLE_MODEL = "Could not load model"
"""What Rasa logs, and then waits for another model."""

REMIND_SECONDS = 10.0


class Assembly:
    """The whole stack on one machine.

    Args:
        configuration: where and on which ports.
        say: gets each line of progress, in French.
    """

    def __init__(self, configuration: Configuration, say: Callable[[str], None]) -> None:
        self.configuration = configuration
        self._say = say
        self._lock: IO[str] | None = None
        self._supervisor: Supervisor | None = None
        self._secrets: dict[str, str] = {}
        self._since = 0.0
        self._model = configuration.models
        self.database_url = ""
        self.redis_url = ""

    @property
    def supervisor(self) -> Supervisor:
        """The supervisor of the started stack."""
        assert self._supervisor is not None
        return self._supervisor

    def start(self) -> None:
        """Start everything and wait until all of it answers.

        Raises:
            Failure: one line that says what is wrong and what to do; ``close`` must follow.
        """
        configuration = self.configuration
        _make_private(configuration.data)
        self._take_lock()
        left = leftovers.clear(configuration.data)
        if left:
            self._say(f"{left} processus d'un démarrage précédent, mal terminé, ont été arrêtés.")
        self._secrets = secret_file.load(
            configuration.data / "secrets.env",
            configuration.values,
            make_keys=configuration.mode == DEMONSTRATION,
        )
        ports.check(configuration.ports, configuration.host)
        self._choose_addresses()
        services.redis_parts(self.redis_url)
        environment = services.backend_environment(
            configuration, self._secrets, self.database_url, self.redis_url
        )
        _check_settings(environment)
        self._check_outside()
        self._model = model.ensure(
            configuration.root,
            configuration.models,
            configuration.bot_python,
            configuration.data,
            self._say,
        )
        programs = [
            *self._data_programs(),
            services.rasa(configuration, self._model, self._secrets, self.redis_url),
            services.actions(configuration, self._secrets),
            services.worker(configuration, environment),
            services.backend(configuration, environment),
        ]
        self._supervisor = Supervisor(programs, configuration.data)
        self._supervisor.launch()
        self._start_data()
        # Rasa takes longest to load: it loads while the database is made ready.
        self.supervisor.start("rasa")
        self.supervisor.start("actions")
        self._prepare_database(environment)
        self._since = health.database_time(self.database_url)
        self.supervisor.start("worker")
        self.supervisor.start("backend")
        self.wait("actions", "worker", "rasa", "backend")

    def wait(self, *names: str) -> None:
        """Wait until the programs, which were started, answer.

        Raises:
            Failure: one stopped, or does not answer in time.
        """
        started = time.monotonic()
        reminded = started
        first = {name: self.supervisor.status(name).pid for name in names}
        pending = list(names)
        while pending:
            for name in tuple(pending):
                if (wrong := self.check(name)) is None:
                    pending.remove(name)
                    self._say(f"{LABELS[name]} : prêt")
                    continue
                self._still_starting(name, first[name], time.monotonic() - started, wrong)
            if pending and time.monotonic() - reminded > REMIND_SECONDS:
                reminded = time.monotonic()
                waited = " et ".join(LABELS[name] for name in pending)
                self._say(f"{waited} : en cours de chargement ({reminded - started:.0f} s)")
            time.sleep(0.1)

    def _still_starting(self, name: str, pid: int, seconds: float, wrong: str) -> None:
        status = self.supervisor.status(name)
        if status.state not in {State.STARTING, State.RUNNING} or status.pid != pid:
            raise Failure(
                stopped_message(LABELS[name], self.supervisor.said(name), self.supervisor.log(name))
            )
        if name == "rasa" and UNREADABLE_MODEL in self.supervisor.said(name):
            raise Failure(
                f"Rasa ne peut pas lire le modèle {self._model.name} : supprimez ce fichier de "
                f"{self._model.parent} et recommencez ; le détail est dans "
                f"{self.supervisor.log(name)}."
            )
        if seconds > PATIENCE_SECONDS:
            raise Failure(
                f"{LABELS[name]} ne répond pas après {PATIENCE_SECONDS:.0f} s ({wrong}) : "
                f"lisez la fin de {self.supervisor.log(name)}."
            )

    def check(self, name: str) -> str | None:
        """Return None if the program answers, else in a few words what is wrong."""
        configuration = self.configuration
        checks: dict[str, Callable[[], str | None]] = {
            "postgres": lambda: health.postgres(postgres.address(self._postgres, "postgres")),
            "redis": lambda: health.redis_server(self.redis_url),
            "rasa": lambda: health.http(
                f"{services.rasa_url(configuration)}/webhooks/gateway/health",
                self._secrets["RASA_SECRET"],
            ),
            "actions": lambda: health.http(f"{services.actions_url(configuration)}/health"),
            "worker": lambda: health.worker(self.database_url, self._since),
            "backend": lambda: health.http(f"{services.backend_url(configuration)}/health"),
        }
        return checks[name]()

    def watch(self) -> None:
        """Stay as long as the supervisor does.

        Raises:
            Failure: it has ended by itself.
        """
        while self.supervisor.alive():
            time.sleep(0.5)
        raise Failure(
            "Le superviseur s'est arrêté : recommencez par « make run » ; "
            f"son journal est {self.configuration.logs / 'supervisord.log'}."
        )

    def close(self) -> None:
        """End every process, whatever was started, and give the folder back."""
        if self._lock is None:
            return
        if self._supervisor is not None:
            self._supervisor.close()
        leftovers.clear(self.configuration.data)
        self._lock.close()
        self._lock = None

    @property
    def _postgres(self) -> Path:
        return self.configuration.data / "postgres"

    @property
    def _redis(self) -> Path:
        return self.configuration.data / "redis"

    def _take_lock(self) -> None:
        path = self.configuration.data / "lock"
        lock = path.open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip()
            lock.close()
            raise Failure(
                f"AmeliBot tourne déjà dans ce dossier (processus {holder}) : servez-vous-en, "
                "ou arrêtez-le par Ctrl-C avant de recommencer."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock

    def _choose_addresses(self) -> None:
        configuration = self.configuration
        self.database_url = configuration.database_url or postgres.address(self._postgres, DATABASE)
        self.redis_url = configuration.redis_url or redis.address(
            configuration.redis_port, self._secrets["REDIS_PASSWORD"]
        )

    def _data_programs(self) -> list[Program]:
        programs = []
        if not self.configuration.database_url:
            postgres.prepare(self._postgres)
            programs.append(postgres.program(self._postgres))
        if not self.configuration.redis_url:
            redis.prepare(
                self._redis, self.configuration.redis_port, self._secrets["REDIS_PASSWORD"]
            )
            programs.append(redis.program(self._redis))
        return programs

    def _check_outside(self) -> None:
        """Check the servers that the site gives, before anything long is begun."""
        url = self.configuration.database_url
        if url and (wrong := health.postgres(url)):
            raise Failure(
                f"La base de données {health.without_password(url)} refuse la connexion "
                f"({wrong}) : vérifiez DATABASE_URL."
            )
        url = self.configuration.redis_url
        if url and (wrong := health.redis_server(url)):
            raise Failure(
                f"Redis {health.without_password(url)} refuse la connexion ({wrong}) : "
                "vérifiez REDIS_URL."
            )

    def _start_data(self) -> None:
        outside = {
            "postgres": self.configuration.database_url,
            "redis": self.configuration.redis_url,
        }
        embedded = [name for name, url in outside.items() if not url]
        for name in embedded:
            self.supervisor.start(name)
        self.wait(*embedded)

    def _prepare_database(self, environment: dict[str, str]) -> None:
        if not self.configuration.database_url:
            postgres.ensure_database(self._postgres, DATABASE)
        migrate(self.configuration.root, self.database_url)
        if self.configuration.mode != DEMONSTRATION:
            return
        loaded = subprocess.run(
            [sys.executable, "-m", "backend.insured", "demonstration"],
            cwd=self.configuration.root,
            env={"PATH": os.environ["PATH"], **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if loaded.returncode:
            said = (loaded.stderr or loaded.stdout).strip().splitlines() or ["sans explication"]
            raise Failure(f"Le registre de démonstration n'a pas pu être chargé : {said[-1]}")
        self._say("Base de données : à jour, registre de démonstration chargé")


def stopped_message(label: str, said: str, log: Path) -> str:
    """Return the line that says why a program stopped, from the last line that it said."""
    lines = said.strip().splitlines()
    reason = f" : {lines[-1].strip()[:300]}" if lines else ""
    return f"{label} s'arrête au démarrage{reason} (voir {log})."


def _make_private(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        (data / "logs").mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise Failure(
            f"Le dossier {data} ne peut pas être créé ({error.strerror}) : vérifiez les droits."
        ) from error


def _check_settings(environment: dict[str, str]) -> None:
    """Let the backend judge its settings, before anything is started."""
    fields = {
        name: environment[name.upper()]
        for name in Settings.model_fields
        if name.upper() in environment
    }
    try:
        load_settings(**fields)
    except MissingSettings as missing:
        raise Failure(str(missing)) from None
