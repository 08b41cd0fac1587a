/// The colours of pictures: for the lines of an overlay, and for what boxes are.
enum Palette {
  private static let overlays = [
    "#1f6f9f", "#b3541e", "#2f7d4f", "#7a4fa3", "#a3324f", "#6b6b1f",
  ]

  static func overlay(_ number: Int) -> String { overlays[number % overlays.count] }

  static func fill(_ kind: Picture.Box.Kind) -> String {
    switch kind {
    case .device: "#dbe9f4"
    case .bridge: "#f3e6c8"
    case .endpoint: "#ffffff"
    case .segment: "#e8e8e8"
    }
  }
}
