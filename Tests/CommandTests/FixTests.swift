import Foundation
import Testing

/// `check --fix`: what it writes, what it says, and what it leaves.
struct FixTests {
  private let damaged =
    "overlay 42 {\n  a 192.0.2.1 => 10.0.0.1/24;\n  b 192.0.2.2 -> 10.0.0.2/24\n}\n"
  private let repaired =
    "overlay 42 <\n  a 192.0.2.1 -> 10.0.0.1/24\n  b 192.0.2.2 -> 10.0.0.2/24\n>\n"

  private func attributes(_ path: String) throws -> [FileAttributeKey: Any] {
    try FileManager.default.attributesOfItem(atPath: path)
  }

  @Test func aFileIsRepairedInPlace() throws {
    try withFolder { folder in
      let path = "\(folder)/x.vxl"
      try damaged.write(toFile: path, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o664], ofItemAtPath: path)
      let ending = try Program.shell("umask 077; \"$V\" check --fix '\(path)'")
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == repaired)
      #expect(try attributes(path)[.posixPermissions] as? Int == 0o664)
      #expect(ending.errors.contains("\(path):1:12: `{` became `<`\n"))
      #expect(ending.errors.contains("\(path):2:15: `=>` became `->`\n"))
      #expect(ending.errors.contains("\(path):2:29: `;` was left out\n"))
      #expect(ending.errors.contains("\(path):4:1: `}` became `>`\n"))
      #expect(ending.errors.hasSuffix("1 overlay, 2 nodes, no errors, 4 fixed\n"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["x.vxl"])
      let again = try Program.run(["check", "--fix", path])
      #expect(again.errors.hasSuffix("no errors\n"))
    }
  }

  @Test func whatIsRightIsNotWritten() throws {
    try withFolder { folder in
      let path = "\(folder)/x.vxl"
      try repaired.write(toFile: path, atomically: true, encoding: .utf8)
      let before = try attributes(path)[.systemFileNumber] as? Int
      #expect(try Program.run(["check", "--fix", path]).status == 0)
      #expect(try attributes(path)[.systemFileNumber] as? Int == before)
    }
  }

  @Test func aLinkStaysALink() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(
        atPath: "\(folder)/real", withIntermediateDirectories: false)
      try damaged.write(toFile: "\(folder)/real/x.vxl", atomically: true, encoding: .utf8)
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/link.vxl", withDestinationPath: "real/x.vxl")
      #expect(try Program.run(["check", "--fix", "\(folder)/link.vxl"]).status == 0)
      let target = try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/link.vxl")
      #expect(target == "real/x.vxl")
      #expect(try String(contentsOfFile: "\(folder)/real/x.vxl", encoding: .utf8) == repaired)
    }
  }

  @Test func theStatusIsThatOfWhatRemains() throws {
    let text = damaged.replacingOccurrences(of: "overlay 42", with: "overlay 42 tll 5")
    let ending = try Program.run(["check", "--fix", "-"], input: text)
    #expect(ending.status == 65)
    let rest = repaired.replacingOccurrences(of: "overlay 42", with: "overlay 42 tll 5")
    #expect(ending.output == rest)
    #expect(ending.errors.contains("did you mean `ttl`?"))
    #expect(ending.errors.contains("stdin:2:15: `=>` became `->`\n"))
    #expect(!ending.errors.contains("foreign-syntax"))
  }

  @Test func stdinIsGivenBackWhole() throws {
    let ending = try Program.run(["check", "--fix", "-"], input: repaired)
    #expect(ending.status == 0)
    #expect(ending.output == repaired)
  }

  /// No file of a longer name can stand beside it, whoever we are.
  @Test func whatCannotBeWrittenIsTold() throws {
    try withFolder { folder in
      let path = "\(folder)/" + String(repeating: "x", count: 255)
      try damaged.write(toFile: path, atomically: false, encoding: .utf8)
      let ending = try Program.run(["check", "--fix", path])
      #expect(ending.status == 66)
      #expect(ending.errors.contains("error[unwritable-file]: cannot write"))
      #expect(try String(contentsOfFile: path, encoding: .utf8) == damaged)
    }
  }

  @Test func stdoutHasRoomForOneDocument() throws {
    let ending = try Program.run(["check", "--fix", "--json", "-"], input: damaged)
    #expect(ending.status == 64)
    #expect(ending.output.isEmpty)
  }

  @Test func jsonHasTheFixes() throws {
    try withFolder { folder in
      let path = "\(folder)/x.vxl"
      try damaged.write(toFile: path, atomically: true, encoding: .utf8)
      let ending = try Program.run(["check", "--fix", "--json", path])
      #expect(ending.status == 0)
      #expect(ending.errors.isEmpty)
      let object = try JSONSerialization.jsonObject(with: Data(ending.output.utf8))
      let files = (object as? [String: Any])?["files"] as? [[String: Any]]
      let fixes = try #require(files?.first?["fixes"] as? [[String: Any]])
      #expect(fixes.map { $0["found"] as? String } == ["{", "=>", ";", "}"])
      #expect(fixes.map { $0["replacement"] as? String } == ["<", "->", "", ">"])
      let places = fixes.compactMap { $0["place"] as? [String: Any] }
      #expect(places.map { $0["line"] as? Int } == [1, 2, 2, 4])
    }
  }
}
