import Driver
import Kernel
import Netlink

/// The files that a recipe may import: regular ones below the directory of the first, or `root`.
func fileImporter(_ file: String, root: String?) -> Importer {
  let isInput = file == "-"
  let base = isInput ? "." : directory(of: file)
  let first = Importer.File(
    name: isInput ? "stdin" : file, identity: isInput ? "-" : Machine.realPath(file) ?? file)
  let boundary = Machine.realPath(root ?? base)
  return Importer(
    first: first,
    locate: { path, importer in
      locate(path, from: importer == first ? base : directory(of: importer.name), boundary, root)
    },
    read: { file, limit in
      read(file, limit)
    })
}

private func read(
  _ file: Importer.File, _ limit: Int
) -> Result<[UInt8], Importer.Refusal> {
  do {
    return .success(try Machine.readFile(file.identity, limit: limit + 1))
  } catch {
    return .failure(Importer.Refusal(errorName(error.code)))
  }
}

private func locate(
  _ path: String, from directory: String, _ boundary: String?, _ root: String?
) -> Result<Importer.File, Importer.Refusal> {
  let name = path.hasPrefix("/") || directory == "." ? path : "\(directory)/\(path)"
  guard !path.isEmpty, !path.utf8.contains(0), let identity = Machine.realPath(name) else {
    return .failure(
      Importer.Refusal(
        "there is no such file",
        help: "an import's path begins at the directory of the file that imports it"))
  }
  guard let boundary, identity.hasPrefix(boundary == "/" ? "/" : boundary + "/") else {
    return .failure(
      Importer.Refusal(
        root == nil
          ? "it is not below the directory of the recipe" : "it is not below the import root",
        help: "`--import-root DIR` says below which directory imports may be"))
  }
  guard Machine.isRegularFile(identity) else {
    return .failure(Importer.Refusal("it is not a regular file"))
  }
  return .success(Importer.File(name: tidy(name), identity: identity))
}

/// What stands before the last `/`, or `.`.
private func directory(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// Without `.` and `name/..`, as it is shown.
private func tidy(_ path: String) -> String {
  var parts: [Substring] = []
  for part in path.split(separator: "/") where part != "." {
    if part == "..", let last = parts.last, last != ".." {
      parts.removeLast()
    } else {
      parts.append(part)
    }
  }
  return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
}
