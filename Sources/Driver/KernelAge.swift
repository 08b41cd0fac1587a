import Diagnostics
import Planning
import Vocabulary

/// The kernel that runs, and what its age says of the options of a plan.
///
/// A kernel takes attributes that it does not know without a word, so what is too new for it must be
/// refused beforehand, by its version. Some distributions bring features into old versions, and
/// their number says too little: there the option is tried, and read back after the last step. What a
/// dump never shows cannot be read back, and is refused there too.
struct KernelAge {
  private let release: String
  /// `nil`: it cannot be read, and nothing is refused.
  private let version: Version?

  init(_ release: String) {
    self.release = release
    version = Version(release)
  }

  /// Red Hat's kernels and their likes (`5.14.0-427.el9`), and SUSE's (`5.14.21-150500.55`).
  private var bringsFeaturesBack: Bool {
    release.contains(/\.el[0-9]/) || release.contains(/-15[0-9]{4}\./)
  }

  private func isTooOld(_ option: DeviceOption) -> Bool {
    version.map { $0 < option.row.kernel } ?? false
  }

  /// What is refused before the first step.
  func refusals(_ plan: Plan) -> [Diagnostic] {
    var refused: [DeviceOption] = []
    var diagnostics: [Diagnostic] = []
    for step in plan.steps {
      for setting in step.operation.settings
      where isTooOld(setting.option) && !refused.contains(setting.option)
        && (!bringsFeaturesBack || setting.shape.dump == .never)
      {
        refused.append(setting.option)
        let option = setting.option
        diagnostics.append(
          Diagnostic(
            .kernelTooOld,
            "`\(option.name)` needs Linux \(option.row.kernel) or later, and this is \(release)",
            at: step.settingRanges[option] ?? step.range,
            help: "leave the option out on this host, or run a newer kernel"))
      }
    }
    return diagnostics
  }

  /// What may be the reason that the kernel does not hold what it took.
  func doubt(_ plan: Plan) -> String? {
    let settings = plan.steps.flatMap(\.operation.settings)
    let options = DeviceOption.all.filter { option in
      isTooOld(option) && settings.contains { $0.option == option }
    }
    guard !options.isEmpty else { return nil }
    let words = options.map { "`\($0.name)` (Linux \($0.row.kernel))" }.joined(separator: ", ")
    return "this kernel, \(release), is older than what these came with: \(words)"
  }
}

extension Version {
  /// The first two numbers of a release.
  init?(_ release: String) {
    let numbers = release.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    guard numbers.count > 1, let major = Int(numbers[0]),
      let minor = Int(numbers[1].prefix { ("0"..."9").contains($0) })
    else { return nil }
    self.init(major, minor)
  }
}
