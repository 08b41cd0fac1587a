"""A loop over N nodes as one would write it: names, and addresses from numbers."""
import sys

nodes = []
for i in range(int(sys.argv[1])):
    underlay = 0xAC000001 + i
    overlay = 0x0A000001 + i
    nodes.append((
        f"node{i}",
        f"{underlay >> 24}.{underlay >> 16 & 255}.{underlay >> 8 & 255}.{underlay & 255}",
        f"{overlay >> 24}.{overlay >> 16 & 255}.{overlay >> 8 & 255}.{overlay & 255}/8",
    ))
print(len(nodes))
