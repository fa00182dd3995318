"""Reads graphs in Graphviz's language from the files that are named, and prints how many nodes and edges each has."""

import sys

import pydot


def count(graph):
    nodes, edges = len(graph.get_nodes()), len(graph.get_edges())
    for inner in graph.get_subgraphs():
        more = count(inner)
        nodes, edges = nodes + more[0], edges + more[1]
    return nodes, edges


for path in sys.argv[1:]:
    graphs = pydot.graph_from_dot_file(path, encoding="utf-8")
    if not graphs or len(graphs) != 1:
        sys.exit(f"{path}: not one graph")
    nodes, edges = count(graphs[0])
    print(nodes, edges)
