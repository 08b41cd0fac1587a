"""Runs the variants of a row in turn, and says what was measured."""
import json
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


class Row:
    """One comparison: the first variant is ours, against the others, each with the ratio that is wanted.

    `variants`: name to the words of a command, or to (words, what the shell does before).
    `goals`: for each other variant the greatest ratio ours / other.
    `memory`: the most megabytes of ours, or None.
    `stages`: the file and node whose stages say where the time goes, if a goal is missed.
    """

    def __init__(self, name, variants, goals, setup="", runs=5, isolated=True, memory=None, stages=None):
        self.name, self.variants, self.goals = name, variants, goals
        self.setup, self.runs, self.isolated = setup, runs, isolated
        self.memory, self.stages = memory, stages

    def report(self, tools):
        """Lines of text, and whether all goals are met."""
        times, memory = measure(self, tools.folder)
        lines, met = compare(self, times, memory)
        if not met and self.stages:
            lines.append("where the time goes, stage by stage: " + stages(tools, self))
        return lines, met


def timed(words, setup, isolated, folder):
    """Milliseconds, and the greatest memory in MB, of a command line of the shell.

    A command that leaves `own.json` has measured the part that counts by itself.
    """
    own = f"{folder}/own.json"
    if os.path.exists(own):
        os.remove(own)
    script = f"cd {folder}\nPATH=$PATH:/usr/sbin:/sbin\n{setup}\nexec {sys.executable} {HERE}/clock {folder}/clock.json {words}"
    shell = ["sh", "-euc", script]
    result = subprocess.run(
        (["unshare", "-Urnm", "--"] if isolated else []) + shell,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if result.returncode != 0:
        raise RuntimeError(f"`{words}` ended with {result.returncode}: {result.stderr[-400:]}")
    with open(f"{folder}/clock.json") as file:
        clock = json.load(file)
    if os.path.exists(own):
        with open(own) as file:
            clock["ms"] = list(json.load(file).values())[-1]
    return clock["ms"], clock["mb"]


def measure(row, folder):
    """The times of each variant, taken in turn, and the greatest memory."""
    times = {name: [] for name in row.variants}
    memory = {}
    for _ in range(row.runs):
        for name, variant in row.variants.items():
            words, setup = variant if isinstance(variant, tuple) else (variant, row.setup)
            ms, mb = timed(words, setup, row.isolated, folder)
            times[name].append(ms)
            memory[name] = max(mb, memory.get(name, 0))
    return times, memory


def verdict(reached):
    return "met" if reached else "MISSED"


def compare(row, times, memory):
    """A line for each variant, and whether all goals are met."""
    medians = {name: statistics.median(values) for name, values in times.items()}
    ours = next(iter(medians))
    parts, met = [], True
    for name, median in medians.items():
        spread = (max(times[name]) - min(times[name])) / median * 100
        text = f"{name} {median:.1f} ms ±{spread / 2:.0f} %, {memory[name]:.0f} MB"
        if name == ours and row.memory is not None:
            reached = memory[name] <= row.memory
            met = met and reached
            text += f" (at most {row.memory:.0f} MB: {verdict(reached)})"
        if name != ours:
            ratio = medians[ours] / median
            text += f": ours takes {ratio:.2f} of it"
            if name in row.goals:
                reached = ratio <= row.goals[name]
                met = met and reached
                text += f" (at most {row.goals[name]:.2f}: {verdict(reached)})"
        parts.append(text)
    return parts, met


def stages(tools, row):
    """The milliseconds of each stage of a recipe, one run, as the program itself goes through them."""
    last, file, node, setup = row.stages
    script = f"PATH=$PATH:/usr/sbin:/sbin\n{setup}\nexec {tools.stages} {last} {file} {node}"
    result = subprocess.run(
        ["unshare", "-Urnm", "--", "sh", "-euc", script], capture_output=True, text=True)
    if result.returncode != 0:
        return f"not known: {result.stderr[-200:]}"
    found = json.loads(result.stdout)
    return ", ".join(f"{name} {time:.1f} ms" for name, time in found.items())


class PromptRow(Row):
    """What one statement more takes: the difference of two sessions, divided."""

    def report(self, tools):
        times, _ = measure(self, tools.folder)
        many, none, check = (statistics.median(values) for values in times.values())
        each = (many - none) / 50
        met = each <= check
        return [f"each {each:.2f} ms; `check` of the same text {check:.1f} ms:"
                f" {each / check:.2f} of it (at most 1.00: {verdict(met)})"], met
