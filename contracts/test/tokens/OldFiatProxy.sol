// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A token like Circle's before version 2.2: the functions that take a signature as `bytes` are missing.
contract OldFiatProxy {
    address private immutable IMPLEMENTATION;

    constructor(address implementation, bytes memory setup) {
        IMPLEMENTATION = implementation;
        (bool done, ) = implementation.delegatecall(setup);
        require(done, "setup failed");
    }

    fallback() external payable {
        require(msg.sig != 0x88b7ab63 && msg.sig != 0x9fd5a6cf, "no such function");
        (bool done, bytes memory result) = IMPLEMENTATION.delegatecall(msg.data);
        assembly {
            if iszero(done) {
                revert(add(result, 0x20), mload(result))
            }
            return(add(result, 0x20), mload(result))
        }
    }
}
