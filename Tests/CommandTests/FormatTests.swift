import Foundation
import Testing

private let ugly = "overlay 42 <\na 192.168.1.1->.2\n  bc   192.168.1.2 -> .3 # b\n>\n"
private let neat = "overlay 42 <\n  a  192.168.1.1 -> .2\n  bc 192.168.1.2 -> .3  # b\n>\n"

private func write(_ text: String, _ path: String) throws {
  try Data(text.utf8).write(to: URL(filePath: path))
}

private func read(_ path: String) throws -> String {
  String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
}

/// `vxloom format`, on files.
struct FormatTests {
  @Test func inPlace() throws {
    try withFolder { folder in
      let (first, second) = ("\(folder)/a.vxl", "\(folder)/b.vxl")
      try write(ugly, first)
      try write(neat, second)
      let old = try FileManager.default.attributesOfItem(atPath: second)[.systemFileNumber] as? Int
      let ending = try Program.run(["format", first, second])
      #expect(ending.status == 0 && ending.output == "" && ending.errors == "")
      #expect(try read(first) == neat)
      // What is as it should be is not written.
      let new = try FileManager.default.attributesOfItem(atPath: second)[.systemFileNumber] as? Int
      #expect(old == new)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(names == ["a.vxl", "b.vxl"])
    }
  }

  @Test func modeAndLinksStay() throws {
    let ending = try Program.shell(
      """
      cd "$(mktemp -d)"; umask 077; mkdir d
      printf 'a  ->.2\\n' >d/a.vxl; chmod 0754 d/a.vxl; ln -s d/a.vxl b.vxl; ln -s b.vxl c.vxl
      "$V" format c.vxl
      cat d/a.vxl; stat -c %a d/a.vxl; readlink b.vxl c.vxl; ls -A . d; rm -r "$PWD"
      """)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output == "a -> .2\n754\nd/a.vxl\nb.vxl\n.:\nb.vxl\nc.vxl\nd\n\nd:\na.vxl\n")
  }

  /// As the help says: the file is replaced, and another hard link keeps the old text.
  @Test func hardLinksKeepTheOldText() throws {
    let ending = try Program.shell(
      """
      cd "$(mktemp -d)"; printf 'a  ->.2\\n' >a.vxl; ln a.vxl b.vxl
      "$V" format a.vxl; cat a.vxl b.vxl; rm -r "$PWD"
      "$V" format --help | grep -o 'hard links'
      """)
    #expect(ending.status == 0 && ending.output == "a -> .2\na  ->.2\nhard links\n")
  }

  @Test func stdin() throws {
    let ending = try Program.run(["format", "-"], input: ugly)
    #expect(ending.status == 0 && ending.output == neat && ending.errors == "")
    #expect(try Program.run(["format", "-"], input: neat).output == neat)
    let wrong = try Program.run(["format", "-"], input: "a <\n")
    #expect(wrong.status == 65 && wrong.output == "")
  }

  @Test func checkWritesNothing() throws {
    try withFolder { folder in
      let path = "\(folder)/a.vxl"
      try write(ugly, path)
      let ending = try Program.run(["format", "--check", path])
      #expect(ending.status == 1 && ending.errors == "")
      #expect(
        ending.output == """
          --- \(path)
          +++ \(path)\t(formatted)
          @@ -1,4 +1,4 @@
           overlay 42 <
          -a 192.168.1.1->.2
          -  bc   192.168.1.2 -> .3 # b
          +  a  192.168.1.1 -> .2
          +  bc 192.168.1.2 -> .3  # b
           >

          """)
      #expect(try read(path) == ugly)
      let colored = try Program.run(["format", "--check", "--color", "always", path])
      #expect(colored.output.contains("\u{1b}[31m-a 192.168.1.1->.2\u{1b}[0m\n"))
      try write(neat, path)
      let same = try Program.run(["format", "--check", path, "samples/01-point-to-point.vxl"])
      #expect(same.status == 0 && same.output == "" && same.errors == "")
    }
  }

  /// All files are done, and the worst of them gives the status.
  @Test func mistakes() throws {
    try withFolder { folder in
      let (right, wrong) = ("\(folder)/a.vxl", "\(folder)/b.vxl")
      try write(ugly, right)
      try write("overlay  42 <\n", wrong)
      let ending = try Program.run(["format", wrong, right])
      #expect(ending.status == 65)
      #expect(ending.errors.contains("error[missing-close]") && ending.output == "")
      #expect(try read(wrong) == "overlay  42 <\n")
      #expect(try read(right) == neat)
      let missing = try Program.run(["format", "--check", "\(folder)/none.vxl", wrong, right])
      #expect(missing.status == 66)
      #expect(missing.errors.contains("error[unreadable-file]"))
      #expect(missing.errors.contains("error[missing-close]"))
      #expect(try Program.run(["format", folder]).status == 66)
      try write(ugly, right)
      #expect(try Program.run(["format", "--check", wrong, right]).status == 65)
    }
    #expect(try Program.run(["format"]).status == 64)
  }

  @Test func whatIsNoFileIsNotReplaced() throws {
    let ending = try Program.shell(
      """
      cd "$(mktemp -d)"; mkfifo pipe; printf 'a  ->.2\\n' >pipe &
      "$V" format pipe || echo $?; ls; rm -r "$PWD"
      """)
    #expect(ending.output == "66\npipe\n")
    #expect(ending.errors.contains("error[unwritable-file]"))
  }

  @Test func fullOutput() throws {
    let ending = try Program.shell(
      "printf 'a  ->.2\\n' | \"$V\" format - >/dev/full && exit 9 || exit $?")
    #expect(ending.status == 66)
  }

  /// Where the file cannot be replaced it stays whole, and nothing is left beside it.
  @Test(.enabled(if: hasNamespaces)) func whereNothingCanBeWritten() throws {
    let ending = try Program.isolated(
      """
      mkdir /run/full /run/other; mount -t tmpfs -o size=4k tmpfs /run/full
      printf 'a  ->.2\\n' >/run/full/a.vxl
      "$V" format /run/full/a.vxl || echo $?
      cat /run/full/a.vxl; ls -A /run/full
      cp /run/full/a.vxl /run/other; mount -t tmpfs tmpfs /run/full
      cp /run/other/a.vxl /run/full; mount -o remount,ro /run/full
      "$V" format /run/full/a.vxl || echo $?
      cat /run/full/a.vxl; ls -A /run/full
      """)
    #expect(
      ending.output == "66\na  ->.2\na.vxl\n66\na  ->.2\na.vxl\n",
      "\(ending.output)\(ending.errors)")
    #expect(ending.errors.contains("No space left on device"))
    #expect(ending.errors.contains("Read-only file system"))
  }
}
