internal import CKernel
internal import Netlink

/// The value that a function of `CKernel` gave, or the error that it stands for.
func check(_ value: Int32, _ attempt: @autoclosure () -> String) throws(SystemError) -> Int32 {
  guard value < 0 else { return value }
  throw SystemError(-value, attempt())
}

func check(_ value: Int, _ attempt: @autoclosure () -> String) throws(SystemError) -> Int {
  guard value < 0 else { return value }
  throw SystemError(Int32(truncatingIfNeeded: -value), attempt())
}

func require(_ value: Int32, _ attempt: @autoclosure () -> String) throws(SystemError) {
  _ = try check(value, attempt())
}

/// Calls again while a signal cuts the call short (EINTR, signal(7)).
func uninterrupted<Number: SignedInteger>(_ call: () -> Number) -> Number {
  while true {
    let value = call()
    if value != -Number(CK_EINTR) { return value }
  }
}

/// Strings with a NUL after each, as `CKernel` takes lists of words.
func packed(_ words: [String]) -> [UInt8] {
  words.flatMap { Array($0.utf8) + [0] } + [0]
}

/// The text before the first NUL.
func text(_ bytes: some Sequence<UInt8>) -> String {
  String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
}
