// swift-tools-version: 6.2
import PackageDescription

// One target is one room of the house; the arrows between them are the arrows of ARCHITECTURE.md,
// and a room cannot import what does not stand here.

let strict: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
  ]
  // In continuous integration only: a newer compiler's warnings must not stop anyone else.
  + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])

let leaves: [Target.Dependency] = ["Diagnostics", "Values", "Vocabulary"]

func room(_ name: String, _ others: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: leaves + others, swiftSettings: strict)
}

let pure: [Target.Dependency] = [
  "Syntax", "Topology", "Evaluation", "Planning", "Checking", "Scripting", "Netlink", "Export",
  "Driver", "Dialogue",
]

// `make fuzz` alone builds this one: it links libFuzzer, which brings its own beginning.
let fuzz: [Target] =
  Context.environment["VXLOOM_FUZZ"] == nil
  ? []
  : [
    .executableTarget(
      name: "Fuzz", dependencies: leaves + pure, path: "Tests/Fuzz", exclude: ["corpus"],
      swiftSettings: strict)
  ]

// `make bench` and `make bench-compare` alone build this one.
let bench: [Target] =
  Context.environment["VXLOOM_BENCH"] == nil
  ? []
  : [
    .executableTarget(
      name: "Stages", dependencies: leaves + pure + ["Kernel", "Lab"], path: "Benchmarks/Stages",
      swiftSettings: strict)
  ]

let package = Package(
  name: "vxloom",
  products: [.executable(name: "vxloom", targets: ["vxloom"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // Leaves.
    .target(name: "Values", swiftSettings: strict),
    .target(name: "Diagnostics", dependencies: ["Values"], swiftSettings: strict),
    .target(name: "Vocabulary", dependencies: ["Values"], swiftSettings: strict),
    // Pure rooms.
    room("Syntax"),
    room("Topology"),
    room("Evaluation", ["Syntax", "Topology"]),
    room("Planning", ["Topology"]),
    room("Checking", ["Topology", "Planning"]),
    room("Scripting", ["Planning"]),
    room("Netlink", ["Planning"]),
    room("Export", ["Topology", "Planning", "Scripting"]),
    room(
      "Driver",
      [
        "Syntax", "Topology", "Evaluation", "Planning", "Checking", "Scripting", "Netlink",
        "Export",
      ]),
    room("Dialogue", ["Syntax", "Topology", "Evaluation", "Driver"]),
    // Rooms with effects.
    .target(name: "CKernel"),
    .target(
      name: "CReadline",
      linkerSettings: [.linkedLibrary("readline"), .linkedLibrary("tinfo")]),
    room("Terminal", ["CReadline", "Dialogue"]),
    room("Kernel", ["CKernel", "Netlink"]),
    room("Lab", ["Topology", "Planning", "Netlink", "Driver", "Kernel"]),
    .executableTarget(
      name: "vxloom",
      dependencies: leaves + pure + [
        "Kernel", "Lab", "Terminal",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    // What tests of several targets draw from.
    .target(
      name: "Lottery", dependencies: leaves, path: "Tests/Lottery", swiftSettings: strict),
    .target(name: "Pages", path: "Tests/Pages", swiftSettings: strict),
    // Tests. `UnitTests` are of the pure rooms; `CommandTests` run the built executable, on the
    // kernel of this machine where that is the point.
    .testTarget(
      name: "UnitTests", dependencies: leaves + pure + ["Lottery", "Terminal"],
      resources: [.copy("Fixtures")],
      swiftSettings: strict),
    .testTarget(
      name: "GrammarTests", dependencies: leaves + pure, swiftSettings: strict),
    .testTarget(name: "HouseTests", dependencies: leaves, swiftSettings: strict),
    .testTarget(
      name: "SpecTests", dependencies: leaves + pure + ["Pages"], swiftSettings: strict),
    .testTarget(
      name: "CommandTests", dependencies: leaves + pure + ["Lottery", "Pages", "vxloom"],
      swiftSettings: strict),
  ] + fuzz + bench
)
