// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EscrowModel} from "./support/EscrowModel.sol";

interface IEnv {
    function envOr(string calldata name, uint256 otherwise) external view returns (uint256);
}

/// @notice One long random history, and proof that it went everywhere.
abstract contract HistoryTest is EscrowModel {
    /// @dev `NECTO_HISTORY_STEPS` steps; a hundred steps reach each transition more than once on average.
    function test_history_reaches_every_transition() public {
        uint256 steps = IEnv(address(vm)).envOr("NECTO_HISTORY_STEPS", 2000);
        uint256 least = IEnv(address(vm)).envOr("NECTO_HISTORY_LEAST", 1);
        for (uint256 i = 0; i < steps; ++i) this.step(i);
        for (uint256 i = 0; i < DIDS; ++i) {
            if (!isFiat()) {
                bool needsFiat =
                    i == uint256(Did.OpenWithAuthorization) ||
                        i == uint256(Did.ExtendWithAuthorization) ||
                        i == uint256(Did.Withdraw) ||
                        i == uint256(Did.Credit);
                if (needsFiat) continue;
            }
            yes(did[i] >= least, string.concat("transition ", vm.toString(i), ": ", vm.toString(did[i])));
        }
    }

    function test_fuzz_history(uint256 seed_) public {
        for (uint256 i = 0; i < 40; ++i) this.step(uint256(keccak256(abi.encode(seed_, i))));
    }
}

contract HistoryFiatTest is HistoryTest {
    function isFiat() internal pure override returns (bool) {
        return true;
    }
}

contract HistoryPlainTest is HistoryTest {
    function isFiat() internal pure override returns (bool) {
        return false;
    }
}
