// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A smart account that answers ERC-1271 checks as told.
contract Wallet1271 {
    enum Mode {
        Accept,
        WrongMagic,
        Revert,
        BurnGas,
        WriteState,
        ShortAnswer
    }

    Mode public mode;
    uint256 public writes;
    bytes32 public accepted;

    function set(Mode mode_, bytes32 accepted_) external {
        mode = mode_;
        accepted = accepted_;
    }

    function isValidSignature(bytes32 hash, bytes calldata) external returns (bytes4) {
        if (mode == Mode.Revert) revert("no");
        if (mode == Mode.BurnGas) {
            while (true) {}
        }
        if (mode == Mode.WriteState) ++writes;
        if (mode == Mode.ShortAnswer) {
            assembly {
                mstore(0, shl(224, 0x1626ba7e))
                return(0, 4)
            }
        }
        if (mode == Mode.WrongMagic || hash != accepted) return 0xffffffff;
        return 0x1626ba7e;
    }

    function run(address target, bytes calldata data) external returns (bytes memory) {
        (bool done, bytes memory result) = target.call(data);
        if (!done) {
            assembly {
                revert(add(result, 0x20), mload(result))
            }
        }
        return result;
    }
}
