"""A process that measures when asked: a line in on its standard input, a line out on its standard output."""

import subprocess
import sys


class Contender:
    def __init__(self, name, command, log=None):
        self.name = name
        self.log = log
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
        )

    def ask(self, question=""):
        print(question, file=self.process.stdin, flush=True)
        return self.answer()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            words = f"; its last words are in {self.log.name}" if self.log else ""
            sys.exit(f"{self.name} ended without an answer{words}")
        return line.strip()

    def stop(self):
        self.process.kill()
        self.process.wait()
