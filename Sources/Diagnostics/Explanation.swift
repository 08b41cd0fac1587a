/// What `vxloom explain` says of a code: why the mistake matters, an example that makes it, and
/// the same example repaired.
///
/// An example is a recipe. One that begins with `$ ` is a line for the shell instead: where the
/// mistake is one of the command line or the host, or where the recipe would be too long to show.
package struct Explanation: Sendable, Equatable {
  package var reason: String
  package var wrong: String
  package var repaired: String

  init(_ reason: String, wrong: String, repaired: String) {
    self.reason = reason
    self.wrong = wrong
    self.repaired = repaired
  }

  /// Whether the examples are lines for the shell.
  package var isCommand: Bool { wrong.hasPrefix("$ ") }
}

/// An overlay as the examples write it.
func overlay(_ header: String, _ lines: String...) -> String {
  "overlay \(header)\(header.isEmpty ? "" : " ")<\n" + lines.map { "  \($0)\n" }.joined() + ">\n"
}

/// The members of an example that are not what it is about.
let node1 = "node1 192.168.8.100 -> 10.20.1.2/24"
let node2 = "node2 192.168.8.101 -> 10.20.1.3/24"
let pair = overlay("42", node1, node2)

extension Code {
  package var explanation: Explanation {
    switch self {
    case .invalidCharacter: .invalidCharacter
    case .invalidUTF8: .invalidUTF8
    case .unterminatedString: .unterminatedString
    case .invalidEscape: .invalidEscape
    case .malformedAddress: .malformedAddress
    case .malformedPrefix: .malformedPrefix
    case .malformedMAC: .malformedMAC
    case .malformedInteger: .malformedInteger
    case .malformedHost: .malformedHost
    case .malformedTemplate: .malformedTemplate
    case .gluedVariable: .gluedVariable
    case .foreignSyntax: .foreignSyntax
    case .mergeConflict: .mergeConflict
    case .textTooLarge: .textTooLarge
    case .expectedToken: .expectedToken
    case .missingClose: .missingClose
    case .unmatchedClose: .unmatchedClose
    case .missingSeparator: .missingSeparator
    case .nestingTooDeep: .nestingTooDeep
    case .unknownOption: .unknownOption
    case .missingValue: .missingValue
    case .unknownVariable: .unknownVariable
    case .unsetVariable: .unsetVariable
    case .duplicateName: .duplicateName
    case .unusedName: .unusedName
    case .unknownRecipe: .unknownRecipe
    case .recursiveRecipe: .recursiveRecipe
    case .unknownArgument: .unknownArgument
    case .duplicateArgument: .duplicateArgument
    case .missingArgument: .missingArgument
    case .unknownType: .unknownType
    case .missingParameter: .missingParameter
    case .unknownParameter: .unknownParameter
    case .importRefused: .importRefused
    case .importCycle: .importCycle
    case .nameClash: .nameClash
    case .tooManyImports: .tooManyImports
    case .overlaysNotTaken: .overlaysNotTaken
    case .divisionByZero: .divisionByZero
    case .numberOverflow: .numberOverflow
    case .addressOverflow: .addressOverflow
    case .indexOutOfRange: .indexOutOfRange
    case .tooManySteps: .tooManySteps
    case .textTooLong: .textTooLong
    case .misplacedItem: .misplacedItem
    case .misplacedOption: .misplacedOption
    case .duplicateOption: .duplicateOption
    case .unknownValue: .unknownValue
    case .valueOutOfRange: .valueOutOfRange
    case .wrongType: .wrongType
    case .optionConflict: .optionConflict
    case .optionNeeds: .optionNeeds
    case .derivedOption: .derivedOption
    case .duplicateNode: .duplicateNode
    case .duplicateMember: .duplicateMember
    case .missingUnderlay: .missingUnderlay
    case .conflictingUnderlay: .conflictingUnderlay
    case .unknownNode: .unknownNode
    case .unusedNode: .unusedNode
    case .singleMember: .singleMember
    case .longFloodList: .longFloodList
    case .tooManyMembers: .tooManyMembers
    case .invalidName: .invalidName
    case .duplicateDevice: .duplicateDevice
    case .duplicateNamespace: .duplicateNamespace
    case .reservedDevice: .reservedDevice
    case .bridgeIsUnderlay: .bridgeIsUnderlay
    case .portIsUnderlay: .portIsUnderlay
    case .missingBridge: .missingBridge
    case .duplicateAddress: .duplicateAddress
    case .duplicateUnderlay: .duplicateUnderlay
    case .duplicateMAC: .duplicateMAC
    case .collidingMAC: .collidingMAC
    case .invalidMAC: .invalidMAC
    case .invalidAddress: .invalidAddress
    case .reservedAddress: .reservedAddress
    case .outsideSubnet: .outsideSubnet
    case .missingSubnet: .missingSubnet
    case .invalidSubnet: .invalidSubnet
    case .assumedLength: .assumedLength
    case .overlappingNetworks: .overlappingNetworks
    case .underlayInOverlay: .underlayInOverlay
    case .mixedFamilies: .mixedFamilies
    case .invalidGroup: .invalidGroup
    case .multicastUnderlay: .multicastUnderlay
    case .invalidGateway: .invalidGateway
    case .routeCoversUnderlay: .routeCoversUnderlay
    case .unreachableGateway: .unreachableGateway
    case .pointsAtItself: .pointsAtItself
    case .duplicateEntry: .duplicateEntry
    case .tooManyEntries: .tooManyEntries
    case .vniOutOfRange: .vniOutOfRange
    case .vniZero: .vniZero
    case .vniInUse: .vniInUse
    case .portFlagsConflict: .portFlagsConflict
    case .checksumMismatch: .checksumMismatch
    case .kernelDefaultPort: .kernelDefaultPort
    case .nothingFillsTable: .nothingFillsTable
    case .missNeverFires: .missNeverFires
    case .sharedGroup: .sharedGroup
    case .tooManyGroups: .tooManyGroups
    case .multicastTTL: .multicastTTL
    case .smallMTU: .smallMTU
    case .mtuTooLarge: .mtuTooLarge
    case .differentMTUs: .differentMTUs
    case .unreadableFile: .unreadableFile
    case .unwritableFile: .unwritableFile
    case .nodeNotFound: .nodeNotFound
    case .ownerNeeded: .ownerNeeded
    case .formatRefuses: .formatRefuses
    case .notPermitted: .notPermitted
    case .missingDevice: .missingDevice
    case .foreignDevice: .foreignDevice
    case .differentDevice: .differentDevice
    case .unknownMTU: .unknownMTU
    case .kernelRefused: .kernelRefused
    case .kernelTooOld: .kernelTooOld
    case .undoFailed: .undoFailed
    case .interrupted: .interrupted
    case .locked: .locked
    case .missingTool: .missingTool
    case .aliasTooLong: .aliasTooLong
    case .withoutEffect: .withoutEffect
    case .bridgeLoop: .bridgeLoop
    case .noCommonNetwork: .noCommonNetwork
    case .sharedLocal: .sharedLocal
    case .unknownPeer: .unknownPeer
    case .peerOfItself: .peerOfItself
    case .oneSidedPeers: .oneSidedPeers
    case .noPeer: .noPeer
    case .hubDoesNotForward: .hubDoesNotForward
    case .missingDocker: .missingDocker
    case .namespaceInDocker: .namespaceInDocker
    case .duplicateContainer: .duplicateContainer
    case .sharedGateway: .sharedGateway
    case .missingNetwork: .missingNetwork
    case .missingContainer: .missingContainer
    case .differentNetwork: .differentNetwork
    case .differentContainer: .differentContainer
    case .dockerRefused: .dockerRefused
    case .sharedPool: .sharedPool
    case .networkMTU: .networkMTU
    case .filteredBridge: .filteredBridge
    case .incompleteTable: .incompleteTable
    case .noBroadcast: .noBroadcast
    case .reservedASN: .reservedASN
    case .differentASNs: .differentASNs
    case .collidingRouterID: .collidingRouterID
    case .ipv6EVPN: .ipv6EVPN
    case .linkDown: .linkDown
    case .unheldAddress: .unheldAddress
    case .underlayUnreachable: .underlayUnreachable
    case .portTaken: .portTaken
    case .takenVNI: .takenVNI
    case .pathMTU: .pathMTU
    case .noAnswer: .noAnswer
    case .noBGP: .noBGP
    case .sessionDown: .sessionDown
    case .missingRoute: .missingRoute
    case .missingModule: .missingModule
    case .filteredPort: .filteredPort
    case .strictReversePath: .strictReversePath
    case .checksumOffload: .checksumOffload
    case .policyMAC: .policyMAC
    case .toolTooOld: .toolTooOld
    }
  }
}
