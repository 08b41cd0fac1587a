package import Values

/// One file that finds out on which node it runs, and runs that node's script.
package func bundleScript(
  _ scripts: [(node: String, local: [Address], script: String)]
) -> String {
  var common: Substring?
  var parts: [Substring] = []
  for script in scripts {
    let (head, tail) = divide(script.script)
    if common == nil { common = head }
    parts.append(head == common ? tail : script.script[...])
  }
  var lines = [
    "#!/bin/sh", "# Made by vxloom: the scripts of all nodes; `--node NAME` chooses one.",
  ]
  if let common { lines.append(String(common.drop { $0 != "\n" }.dropFirst())) }
  for (index, part) in parts.enumerated() {
    lines += ["", "node_\(index + 1)() {", trimmed(part), "}"]
  }
  lines += ["", chooser(scripts.map { ($0.node, $0.local) })]
  return lines.joined(separator: "\n") + "\n"
}

/// What all nodes have in common, and what is of one node.
private func divide(_ script: String) -> (Substring, Substring) {
  let lines = script.split(separator: "\n", omittingEmptySubsequences: false)
  guard let line = lines.first(where: { $0 == divider }) else { return ("", script[...]) }
  return (script[..<line.startIndex], script[line.startIndex...])
}

private func trimmed(_ text: Substring) -> String {
  var text = text
  while text.last == "\n" { text.removeLast() }
  return String(text)
}

private func chooser(_ nodes: [(node: String, local: [Address])]) -> String {
  var lines = [
    "bundle() {", "  chosen='' count=0 candidates='' wanted='' left=$#",
    "  while [ $left -gt 0 ]; do",
    "    case $1 in",
    "      --help | -h)",
    "        usage",
    "        echo '  --node NAME  takes this host for that node'",
    "        exit 0 ;;",
    "      --node)",
    "        if [ $left -lt 2 ]; then echo 'error: --node needs a name' >&2; exit 64; fi",
    "        wanted=$2 left=$((left - 2))",
    "        shift 2 ;;",
    "      *)",
    "        set -- \"$@\" \"$1\"",
    "        shift",
    "        left=$((left - 1)) ;;",
    "    esac",
    "  done",
    "  if [ -n \"$wanted\" ]; then",
    "    case $wanted in",
  ]
  for (index, node) in nodes.enumerated() {
    lines.append("      \(shellWord(node.node))) chosen=node_\(index + 1) ;;")
  }
  lines += [
    "    esac", "  else",
    "    IP=$(find_tool ip) || exit 69",
    "    held=\" $(\"$IP\" -o address show | sed 's/.* inet6\\{0,1\\} \\([^ /]*\\).*/\\1/' | tr '\\n' ' ') \"",
  ]
  for (index, node) in nodes.enumerated() where !node.local.isEmpty {
    let patterns = node.local.map { "*' \($0) '*" }.joined(separator: " | ")
    lines.append(
      "    case $held in \(patterns)) candidate node_\(index + 1) \(shellWord(node.node)) ;; esac")
  }
  lines += ["    if [ $count -eq 0 ]; then", "      case $(uname -n) in"]
  for (index, node) in nodes.enumerated() {
    lines.append(
      "        \(shellWord(node.node))) candidate node_\(index + 1) \(shellWord(node.node)) ;;")
  }
  lines += [
    "      esac", "    fi", "    [ $count -eq 1 ] || chosen=''", "  fi",
    "  if [ -z \"$chosen\" ]; then",
    "    if [ $count -gt 1 ]; then echo \"error: this host is several nodes:$candidates\" >&2; else",
    "      echo 'error: this host is none of the nodes' >&2",
    "    fi",
    "    echo 'give --node NAME with one of these:' >&2",
  ]
  for node in nodes { lines.append("    printf '  %s\\n' \(shellWord(node.node)) >&2") }
  lines += [
    "    exit 64", "  fi", "  \"$chosen\" \"$@\"", "}",
    "candidate() {", "  chosen=$1 count=$((count + 1)) candidates=\"$candidates $2\"", "}",
    "bundle \"$@\"",
  ]
  return lines.joined(separator: "\n")
}
