import Driver
import Foundation
import Testing

private func difference(_ old: String, _ new: String) -> String {
  layoutDifference(name: "a.vxl", from: Array(old.utf8), to: Array(new.utf8))
    .map { String(decoding: $0.text, as: UTF8.self) + "\n" }.joined()
}

/// The text that `git apply` makes of another one by a difference.
private func patched(_ old: String, _ difference: String) throws -> String {
  let folder = FileManager.default.temporaryDirectory.appending(path: "vxloom-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appending(path: "a.vxl")
  try Data(old.utf8).write(to: file)
  try Data(difference.utf8).write(to: folder.appending(path: "difference"))
  let patch = Process()
  patch.executableURL = URL(filePath: "/bin/sh")
  patch.arguments = ["-c", "git apply -p0 difference"]
  patch.currentDirectoryURL = folder
  try patch.run()
  patch.waitUntilExit()
  #expect(patch.terminationStatus == 0)
  return String(decoding: try Data(contentsOf: file), as: UTF8.self)
}

@Suite struct LayoutDifferenceTests {
  @Test func nothing() {
    #expect(difference("", "") == "")
    #expect(difference("a\nb\n", "a\nb\n") == "")
  }

  @Test func contextAndPlaces() {
    let old = "1\n2\n3\n4\n 5\n6\n7\n8\n9\n10\n11\n12\n 13\n"
    let new = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n"
    #expect(
      difference(old, new) == """
        --- a.vxl
        +++ a.vxl\t(formatted)
        @@ -2,7 +2,7 @@
         2
         3
         4
        - 5
        +5
         6
         7
         8
        @@ -10,4 +10,4 @@
         10
         11
         12
        - 13
        +13

        """)
  }

  @Test func linesThatAreJoinedAndOpened() {
    #expect(
      difference("a\n-> b\nc <\nd >\n", "a -> b\nc <\n  d\n>\n") == """
        --- a.vxl
        +++ a.vxl\t(formatted)
        @@ -1,4 +1,4 @@
        -a
        --> b
        +a -> b
         c <
        -d >
        +  d
        +>

        """)
    #expect(
      difference("a\n\n\n\nb", "a\n\nb\n") == """
        --- a.vxl
        +++ a.vxl\t(formatted)
        @@ -1,5 +1,3 @@
         a
        \u{20}
        -
        -
        -b
        \\ No newline at end of file
        +b

        """)
    #expect(difference("\n", "") == "--- a.vxl\n+++ a.vxl\t(formatted)\n@@ -1 +0,0 @@\n-\n")
  }

  /// What another program makes of it is the new text.
  @Test(arguments: [
    ("a\r\nb\r\n", "a\nb\n"), ("a", "a\n"), ("\n\na\n\n", "a\n"),
    ("a < b\nc >", "a <\n  b\n  c\n>\n"),
    ("\u{feff}a\nb\n", "a\nb\n"), ("a\n, b\nc\n \nd\n", "a,\nb\nc\n\nd\n"),
    ("x\n1\n2\n3\n4\n5\n6\n7\n8\ny \n9\nz", "x\n1\n2\n3\n4\n5\n6\n7\n8\ny\n9\nz\n"),
    ("a # c \n\n\n\nb\n", "a  # c\n\nb\n"),
  ])
  func patchesTheText(_ old: String, _ new: String) throws {
    #expect(try patched(old, difference(old, new)) == new)
  }
}
