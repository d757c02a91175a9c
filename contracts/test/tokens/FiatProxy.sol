// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice An upgradeable proxy that reads its admin and its implementation at every call, as the one in front of USDC does.
/// @dev The original token was compiled by a much older compiler. The difference is burnt here, function by function, so that
/// gas measured with this twin means the same; `gas.test.ts` holds it against the original's figures.
contract FiatProxy {
    bytes32 private constant ADMIN_SLOT = keccak256("necto.test.proxy.admin");
    bytes32 private constant IMPLEMENTATION_SLOT = keccak256("necto.test.proxy.implementation");

    constructor(address implementation, address admin, bytes memory setup) {
        bytes32 adminSlot = ADMIN_SLOT;
        bytes32 implementationSlot = IMPLEMENTATION_SLOT;
        assembly {
            sstore(adminSlot, admin)
            sstore(implementationSlot, implementation)
        }
        (bool done, ) = implementation.delegatecall(setup);
        require(done, "setup failed");
    }

    fallback() external payable {
        bytes32 adminSlot = ADMIN_SLOT;
        bytes32 implementationSlot = IMPLEMENTATION_SLOT;
        assembly {
            if eq(caller(), sload(adminSlot)) {
                revert(0, 0)
            }
            let burn := 0
            switch shr(224, calldataload(0))
            case 0xa9059cbb {
                burn := 650 // transfer
            }
            case 0x23b872dd {
                burn := 1000 // transferFrom
            }
            case 0xef55bec6 {
                burn := 3850 // receiveWithAuthorization(…, v, r, s)
            }
            case 0x88b7ab63 {
                burn := 3850 // receiveWithAuthorization(…, bytes)
            }
            let floor := sub(gas(), burn)
            for {} gt(gas(), floor) {} {}
            calldatacopy(0, 0, calldatasize())
            let done := delegatecall(gas(), sload(implementationSlot), 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            switch done
            case 0 {
                revert(0, returndatasize())
            }
            default {
                return(0, returndatasize())
            }
        }
    }
}
