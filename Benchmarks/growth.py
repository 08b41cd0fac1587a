"""How the time grows with the size: a fitted exponent, 1 being linear."""
import json
import math
import subprocess

from measure import timed, verdict

GREATEST_EXPONENT = 1.1


def exponent(sizes, times):
    """The slope of log time over log size, by least squares."""
    x, y = [math.log(size) for size in sizes], [math.log(time) for time in times]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return (sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y))
            / sum((a - mean_x) ** 2 for a in x))


def series(sizes, times):
    return ", ".join(f"{size:,}: {time:.1f} ms" for size, time in zip(sizes, times))


class ReadingGrowth:
    """What reading and checking a text takes, the start of the process left out."""

    def __init__(self, name, text, sizes, node):
        self.name, self.text, self.sizes, self.node = name, text, sizes, node

    def report(self, tools):
        times = [min(self.once(tools, size) for _ in range(3 if size < 100_000 else 1))
                 for size in self.sizes]
        found = exponent(self.sizes, times)
        met = found < GREATEST_EXPONENT
        return [f"{series(self.sizes, times)}: exponent {found:.2f}"
                f" (under {GREATEST_EXPONENT}: {verdict(met)})"], met

    def once(self, tools, size):
        result = subprocess.run(
            [tools.stages, "check", self.text(size), self.node], capture_output=True, text=True)
        if result.returncode != 0:
            raise RuntimeError(result.stderr[-400:])
        found = json.loads(result.stdout)
        # Parsing includes lexing.
        return sum(time for name, time in found.items() if name != "lex")


class EntryGrowth:
    """What the netlink part of `apply` takes, beside the same by C, which is what the kernel takes."""

    def __init__(self, name, text, sizes, setups, yardstick):
        self.name, self.text, self.sizes = name, text, sizes
        self.setups, self.yardstick = setups, yardstick

    def report(self, tools):
        ours, kernel = [], []
        for size in self.sizes:
            words = f"sh -c '{tools.stages} send {self.text(size)} a >own.json'"
            ours.append(self.best(words, self.setups[0], tools))
            words = f"{tools.yardstick} {self.yardstick.format(size)}"
            kernel.append(self.best(words, self.setups[1], tools))
        found, other = exponent(self.sizes, ours), exponent(self.sizes, kernel)
        met = found < max(GREATEST_EXPONENT, other + 0.1)
        return [
            f"vxloom, netlink alone: {series(self.sizes, ours)}: exponent {found:.2f}",
            f"C: {series(self.sizes, kernel)}: exponent {other:.2f}, the kernel's own"
            f" (ours under {GREATEST_EXPONENT}, or no more than that of C: {verdict(met)})",
        ], met

    def best(self, words, setup, tools):
        return min(timed(words, setup, True, tools.folder)[0] for _ in range(2))
