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

/// What was located may be something else by now: what is opened is looked at, and read only where
/// it is still the same regular file.
private func read(
  _ file: Importer.File, _ limit: Int
) -> Result<[UInt8], Importer.Refusal> {
  do {
    let bytes = try Machine.readRegularFile(
      String(decoding: file.identity, as: UTF8.self), limit: limit + 1)
    return bytes.map { .success($0) }
      ?? .failure(Importer.Refusal("it was replaced while it was read"))
  } catch {
    return .failure(Importer.Refusal(errorName(error.code)))
  }
}

private func locate(
  _ path: String, from directory: String, _ boundary: String?, _ root: String?
) -> Result<Importer.File, Importer.Refusal> {
  let name = path.hasPrefix("/") || directory == "." ? path : "\(directory)/\(path)"
  guard !path.isEmpty, !path.utf8.contains(0) else { return .failure(missing) }
  let identity: String
  do {
    identity = try Machine.resolvedPath(name)
  } catch {
    // ENOENT and ENOTDIR: nothing is there.
    return .failure(
      [2, 20].contains(error.code) ? missing : Importer.Refusal(errorName(error.code)))
  }
  guard let boundary, isBelow(identity, boundary) else {
    return .failure(
      Importer.Refusal(
        root == nil
          ? "it is not below the directory of the recipe" : "it is not below the import root",
        help: "`--import-root DIR` says below which directory imports may be"))
  }
  guard Machine.isRegularFile(identity) else {
    return .failure(Importer.Refusal("it is not a regular file"))
  }
  return .success(Importer.File(name: shown(name), identity: identity))
}

private var missing: Importer.Refusal {
  Importer.Refusal(
    "there is no such file",
    help: "an import's path begins at the directory of the file that imports it")
}

private func isBelow(_ path: String, _ directory: String) -> Bool {
  path.utf8.starts(with: (directory == "/" ? directory : directory + "/").utf8)
}

/// What stands before the last `/`, or `.`.
private func directory(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// As it is shown, and as the imports of the file itself begin: without `.`, and without `name/..`
/// where that leads back. Behind a symbolic link it does not.
private func shown(_ path: String) -> String {
  let short = tidy(path)
  let isSame = Machine.realPath(directory(of: short)).map { real in
    Machine.realPath(directory(of: path)).map { Array($0.utf8) } == Array(real.utf8)
  }
  return isSame == true ? short : path
}

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
