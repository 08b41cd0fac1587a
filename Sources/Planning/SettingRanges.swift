package import Diagnostics
package import Vocabulary

/// Where single options were written. Few have any: a list is enough.
package struct SettingRanges: Sendable, Equatable {
  private struct Place: Equatable {
    var option: DeviceOption
    var range: SourceRange
  }

  private var ranges: [Place] = []

  package init() {}

  /// Of two of one option, the first.
  init(_ settings: [Located<Setting>]) {
    ranges.reserveCapacity(settings.count)
    for setting in settings where self[setting.value.option] == nil {
      ranges.append(Place(option: setting.value.option, range: setting.range))
    }
  }

  package subscript(option: DeviceOption) -> SourceRange? {
    get { ranges.first { $0.option == option }?.range }
    set {
      ranges.removeAll { $0.option == option }
      if let newValue { ranges.append(Place(option: option, range: newValue)) }
    }
  }
}

extension SettingRanges: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (DeviceOption, SourceRange)...) {
    ranges = elements.map { Place(option: $0.0, range: $0.1) }
  }
}
