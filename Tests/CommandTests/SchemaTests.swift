import Foundation
import Testing

/// The JSON of every command has the shape that docs/schema promises.
struct SchemaTests {
  @Test(arguments: [
    (
      "check",
      [
        "check", "--json", "samples/07-several-overlays.vxl",
        "samples/05-namespaces-behind-a-bridge.vxl",
      ], 0
    ),
    ("options", ["options", "--json"], 0),
    ("explain", ["explain", "duplicate-address", "--json"], 0),
  ]) func shapes(_ schema: String, _ arguments: [String], _ status: Int32) throws {
    let ending = try Program.run(arguments)
    #expect(ending.status == status)
    try expect(ending.output, has: schema)
  }

  @Test func diagnostics() throws {
    let recipe =
      "overlay 42 tll 5 <\n a 192.168.1.1 -> 10.0.0.1/24\n b 192.168.1.2 -> 10.0.0.1/24\n>\n"
    let ending = try Program.run(["check", "--json", "-"], input: recipe)
    #expect(ending.status == 65)
    #expect(ending.errors.isEmpty)
    try expect(ending.output, has: "check")
    let report = try JSONDecoder().decode(FixReport.self, from: Data(ending.output.utf8))
    let fix = try #require(report.files.first?.diagnostics.compactMap(\.fix).first)
    #expect(fix.replacement == "ttl" && !fix.safe)
    #expect(fix.place.line == 1 && fix.place.column == 12 && fix.place.endColumn == 15)
  }

  private struct FixReport: Decodable {
    struct File: Decodable { var diagnostics: [Message] }
    struct Message: Decodable { var fix: Fix? }
    struct Fix: Decodable {
      var place: Place
      var replacement: String
      var safe: Bool
    }
    struct Place: Decodable { var line, column, endColumn: Int }
    var files: [File]
  }

  @Test(
    arguments: [
      (["plan", "--json", "-", "--owner", "x"], 65),
      (["apply", "--json", "-", "--owner", "x"], 65),
      (["lab", "--json", "-"], 65), (["plan", "--json", "/nonexistent"], 66),
      (["remove", "--json", "/nonexistent"], 66), (["apply", "--json", "-"], 64),
    ] as [([String], Int32)]) func refusals(_ arguments: [String], _ status: Int32) throws
  {
    let broken = "overlay 42 <\n a 192.168.1.1 -> 10.0.0.1/24\n b 192.168.1.2 -> 10.0.0.1/24\n>\n"
    let recipe = status == 64 ? "" : broken
    let ending = try Program.run(arguments, input: recipe)
    #expect(ending.status == status, "\(ending.errors)")
    try expect(ending.output, has: "refusal")
  }

  /// The JSON of a mistake in a loop has the chain, and how often it is made.
  @Test func chainsInJSON() throws {
    let recipe =
      "recipe r(v) < overlay $v < for i in 1..3 < n${i} 10.0.0.${i} ttl 300 -> 10.1.0.${i}/24 > > >\nuse r(7)\n"
    let ending = try Program.run(["check", "--json", "-"], input: recipe)
    try expect(ending.output, has: "check")
    for word in ["\"what\" : \"`use r`\"", "\"values\" : \"i = 1\"", "\"repetitions\" : 2"] {
      #expect(ending.output.contains(word), "\(ending.output)")
    }
  }

  @Test func fixes() throws {
    try withFolder { folder in
      try "overlay 42 {\n a 192.168.1.1 => 10.0.0.1/24\n}\n".write(
        toFile: "\(folder)/x.vxl", atomically: true, encoding: .utf8)
      let ending = try Program.run(["check", "--fix", "--json", "\(folder)/x.vxl"])
      try expect(ending.output, has: "check")
      #expect(ending.output.contains("\"found\" : \"=>\""))
    }
  }

  @Test func filesThatCannotBeRead() throws {
    let ending = try Program.run(["check", "--json", "/nonexistent"])
    #expect(ending.status == 66)
    try expect(ending.output, has: "check")
    #expect(ending.output.contains("unreadable-file"))
  }

  @Test(.enabled(if: hasNamespaces)) func onTheKernel() async throws {
    let lab = try Program.run(["lab", "--json", "samples/07-several-overlays.vxl"])
    try expect(lab.output, has: "lab")
    for command in ["plan", "apply", "plan --remove", "remove"] {
      let ending = try await Program.isolated(
        """
        ip link add enp0s8 type veth peer name other; ip link set enp0s8 up
        ip address add 192.168.8.100/24 dev enp0s8
        f="$R/samples/05-namespaces-behind-a-bridge.vxl"
        \(command.contains("remove") ? "\"$V\" -h >/dev/null; \"$V\" apply -q \"$f\"" : ":")
        "$V" \(command) --json "$f" || [ $? = 1 ]
        """)
      #expect(ending.status == 0, "\(ending.errors)")
      try expect(String(ending.output.drop { $0 != "{" }), has: "plan")
      #expect(ending.output.contains("\"object\" : \"bridge\""), "\(command)")
    }
  }

  @Test(.enabled(if: hasNamespaces)) func healthAndReach() async throws {
    for (command, schema) in [
      ("verify --node a", "verify"), ("doctor --node a", "doctor"),
      ("verify --node c", "refusal"), ("doctor --node c", "refusal"),
    ] {
      let ending = try await Program.isolated(
        Hosts.start + """
          on a "$V" apply -q /run/two.vxl
          on a ip address del 192.168.8.101/24 dev eth0
          on a ip netns del web
          on a "$V" \(command) --json /run/two.vxl || [ $? -gt 1 ]
          """)
      #expect(ending.status == 0, "\(ending.errors)")
      try expect(ending.output, has: schema)
      let word = schema == "refusal" ? "node-not-found" : "unheld-address"
      #expect(ending.output.contains("\"code\" : \"\(word)\""), "\(ending.output)")
      #expect(
        ending.output.contains("\"object\" : \"namespace\"") == (schema == "verify"))
    }
  }

  func expect(_ output: String, has name: String) throws {
    let file = Program.root.appending(path: "docs/schema/\(name).json")
    let schema = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
    let start = output.contains("\n  ") ? "{\n  \"version\" : 1," : "{\"version\":1,"
    #expect(output.hasPrefix(start))
    let problems = violations(value, schema, at: name)
    #expect(problems.isEmpty, "\(problems)")
  }

  @Test func theCheckCanFail() {
    let schema: [String: Any] = [
      "type": "object", "properties": ["a": ["type": "integer"]], "required": ["a"],
      "additionalProperties": false,
    ]
    #expect(violations(["a": 1], schema, at: "x").isEmpty)
    #expect(!violations([:] as [String: Any], schema, at: "x").isEmpty)
    #expect(!violations(["a": "1"], schema, at: "x").isEmpty)
    #expect(!violations(["a": 1, "b": 2], schema, at: "x").isEmpty)
  }

  /// The part of JSON Schema (2020-12) that our schemas use.
  private func violations(_ value: Any, _ schema: [String: Any], at path: String) -> [String] {
    if let allowed = schema["enum"] as? [String] {
      return (value as? String).map(allowed.contains) == true ? [] : ["\(path): \(value)"]
    }
    switch schema["type"] as? String {
    case "string": return value is String ? [] : ["\(path) is no string"]
    case "integer":
      return value is Int && !(value is Bool && "\(value)" != "0" && "\(value)" != "1")
        ? [] : ["\(path) is no integer"]
    case "boolean": return value is Bool ? [] : ["\(path) is no boolean"]
    case "array":
      guard let list = value as? [Any], let items = schema["items"] as? [String: Any] else {
        return ["\(path) is no array"]
      }
      return list.enumerated().flatMap { violations($1, items, at: "\(path)[\($0)]") }
    case "object": return objectViolations(value, schema, at: path)
    default: return ["\(path): the schema has no type"]
    }
  }

  private func objectViolations(_ value: Any, _ schema: [String: Any], at path: String) -> [String]
  {
    guard let object = value as? [String: Any],
      let properties = schema["properties"] as? [String: [String: Any]]
    else { return ["\(path) is no object"] }
    let missing = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }
    return missing.map { "\(path).\($0) is missing" }
      + object.sorted { $0.key < $1.key }.flatMap { key, value in
        properties[key].map { violations(value, $0, at: "\(path).\(key)") }
          ?? ["\(path).\(key) is not in the schema"]
      }
  }
}
