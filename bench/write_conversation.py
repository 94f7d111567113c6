"""Write a made-up Polis export of any size, to measure how long bringing it in takes.

python bench/write_conversation.py DIR [--votes 1800000] [--voters 30000] [--statements 1200]
"""

import argparse
import csv
import random
from pathlib import Path

START = 1_700_000_000_000  # milliseconds since 1970
REPEATED = 0.005  # share of votes that take an earlier one back
SENTENCE = "the school bus comes too late and nobody waits for us at the gate when it rains in winter"
WORDS = tuple(SENTENCE.split())


def write(folder: Path, *, votes: int, voters: int, statements: int, seed: int = 1) -> None:
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "summary.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                ("topic", "A large made-up conversation"),
                ("url", f"made-up-{votes}"),
                ("conversation-description", ""),
            ]
        )
    with (folder / "comments.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(
            [
                "timestamp",
                "datetime",
                "comment-id",
                "author-id",
                "agrees",
                "disagrees",
                "moderated",
                "comment-body",
            ]
        )
        for number in range(statements):
            body = " ".join(chance.choices(WORDS, k=12))
            moderated = -1 if chance.random() < 0.1 else 1
            out.writerow(
                [START + number, "", number, chance.randrange(voters), 0, 0, moderated, f"{body} {number}"]
            )
    with (folder / "votes.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["timestamp", "datetime", "comment-id", "voter-id", "vote"])
        stamp = START
        for voter, count in enumerate(_shares(votes, voters)):
            chosen = chance.sample(range(statements), min(count, statements))
            for statement in chosen:
                stamp += 7
                out.writerow(
                    [stamp, "Tue Nov 14 22:13:20 UTC 2023", statement, voter, chance.choice((-1, 0, 1, 1))]
                )
                if chance.random() < REPEATED:
                    out.writerow([stamp + 1, "Tue Nov 14 22:13:20 UTC 2023", statement, voter, 0])


def _shares(votes: int, voters: int) -> list[int]:
    least, over = divmod(votes, voters)
    return [least + (voter < over) for voter in range(voters)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--votes", type=int, default=1_800_000)
    parser.add_argument("--voters", type=int, default=30_000)
    parser.add_argument("--statements", type=int, default=1_200)
    asked = parser.parse_args()
    write(asked.folder, votes=asked.votes, voters=asked.voters, statements=asked.statements)
