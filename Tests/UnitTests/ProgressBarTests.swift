import Diagnostics
import Testing

struct ProgressBarTests {
  private func text(_ done: Int, _ total: Int, _ milliseconds: Int64, width: Int) -> String {
    ProgressBar("applying", done: done, total: total, milliseconds: milliseconds)
      .text(width: width)
  }

  @Test(
    arguments: [
      (1200, 5000, 1300, 80, "applying 1200/5000 [#########...............................] 923/s"),
      (0, 8, 600, 60, "applying 0/8 [........................................]"),
      (8, 8, 1000, 60, "applying 8/8 [########################################] 8/s"),
      (50, 100, 1000, 40, "applying  50/100 [#######........] 50/s"),
      (50, 100, 1000, 24, "applying  50/100  50/s"),
      (50, 100, 1000, 18, "applying  50/100"),
      (50, 100, 1000, 8, "applying"),
      (50, 100, 1000, 0, ""),
    ] as [(Int, Int, Int64, Int, String)])
  func oneLine(_ done: Int, _ total: Int, _ milliseconds: Int64, _ width: Int, _ line: String) {
    #expect(text(done, total, milliseconds, width: width) == line)
  }

  @Test func noLineIsWiderThanItMayBe() {
    for width in 0...120 {
      for (done, total) in [(0, 0), (0, 1), (3, 2), (7, 1_000_000), (1_000_000, 1_000_000)] {
        #expect(text(done, total, 700, width: width).count <= width)
      }
    }
  }
}
