// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {INectoEscrow} from "../src/interfaces/INectoEscrow.sol";
import {EscrowFixture, ISwitches} from "./support/EscrowFixture.sol";

/// @notice Every function in every status: it works exactly where the table says, and elsewhere it says which status it needs.
/// The statuses are those a job can be told apart in: Closed once for each reason.
abstract contract MatrixTest is EscrowFixture {
    uint256 internal constant CASES = 11;
    uint256 internal constant NONE = 0;
    uint256 internal constant FUNDED = 1;
    uint256 internal constant ACTIVE = 2;
    uint256 internal constant ENDED = 3;
    uint256 internal constant DISPUTED = 4;

    /// @dev A job in the n-th case, each with a salt of its own, and time for every window to have passed if asked.
    function jobIn(uint256 n) internal returns (bytes32 jobId) {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.salt = bytes32(n);
        terms.secs = 100_000;
        jobId = escrow.jobIdOf(terms);
        if (n == NONE) return jobId;
        openAs(terms);
        if (n == FUNDED) return jobId;
        if (n == 5) {
            vm.prank(buyer);
            escrow.cancel(jobId);
            return jobId;
        }
        if (n == 6) {
            vm.prank(provider);
            escrow.cancel(jobId);
            return jobId;
        }
        if (n == 7) {
            skip(START_WINDOW + 1);
            escrow.reclaim(jobId);
            return jobId;
        }
        startIt(jobId);
        if (n == ACTIVE) return jobId;
        skip(1000);
        endIt(jobId, 900);
        if (n == ENDED) return jobId;
        vm.startPrank(buyer);
        if (n == 8) escrow.settle(jobId);
        else escrow.dispute(jobId, 0, 100);
        vm.stopPrank();
        if (n == 9) {
            vm.prank(arbiter);
            escrow.resolve(jobId, 500, 0);
        }
        if (n == 10) {
            skip(ARBITER_WINDOW + 1);
            escrow.resolveByTimeout(jobId);
        }
    }

    function statusIn(uint256 n) internal pure returns (INectoEscrow.Status) {
        return INectoEscrow.Status(n > 4 ? 5 : n);
    }

    /// @dev Calls in every case, in the one that fits it must work, in the others it must name the two statuses.
    function check(
        function(bytes32, uint256) internal returns (bytes memory) call,
        address caller,
        uint256 fits,
        INectoEscrow.Status needed
    ) internal {
        for (uint256 n = 0; n < CASES; ++n) {
            bytes32 jobId = jobIn(n);
            bytes memory data = call(jobId, n);
            bytes32 before = keccak256(abi.encode(escrow.jobs(jobId)));
            vm.prank(caller);
            (bool done, bytes memory result) = address(escrow).call(data);
            if (n == fits) {
                yes(done, "works where it fits");
            } else {
                yes(!done, "refused elsewhere");
                eq(
                    keccak256(result),
                    keccak256(abi.encodeWithSelector(INectoEscrow.WrongStatus.selector, jobId, statusIn(n), needed)),
                    "names both statuses"
                );
                eq(keccak256(abi.encode(escrow.jobs(jobId))), before, "job unchanged");
            }
        }
    }

    function openCall(bytes32, uint256 n) internal view returns (bytes memory) {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.salt = bytes32(n);
        terms.secs = 100_000;
        return abi.encodeCall(escrow.open, (terms));
    }

    function test_open_in_every_status() public {
        check(openCall, buyer, NONE, INectoEscrow.Status.None);
    }

    function openAndStartCall(bytes32 jobId, uint256 n) internal view returns (bytes memory) {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.salt = bytes32(n);
        terms.secs = 100_000;
        INectoEscrow.Payment memory payment;
        return abi.encodeCall(escrow.openAndStart, (terms, acceptanceBy(PROVIDER_KEY, jobId), payment));
    }

    function test_open_and_start_in_every_status() public {
        check(openAndStartCall, buyer, NONE, INectoEscrow.Status.None);
    }

    function openWithPermitCall(bytes32, uint256 n) internal view returns (bytes memory) {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.salt = bytes32(n);
        terms.secs = 100_000;
        return abi.encodeCall(escrow.openWithPermit, (terms, 0, new bytes(65)));
    }

    function test_open_with_permit_in_every_status() public {
        check(openWithPermitCall, buyer, NONE, INectoEscrow.Status.None);
    }

    function openWithPermit2Call(bytes32, uint256 n) internal view returns (bytes memory) {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.salt = bytes32(n);
        terms.secs = 100_000;
        return abi.encodeCall(escrow.openWithPermit2, (terms, n, block.timestamp + 600, permit2For(terms, n)));
    }

    function test_open_with_permit2_in_every_status() public {
        approvePermit2();
        check(openWithPermit2Call, relayer, NONE, INectoEscrow.Status.None);
    }

    function startCall(bytes32 jobId, uint256) internal view returns (bytes memory) {
        return abi.encodeCall(escrow.start, (jobId));
    }

    function test_start_in_every_status() public {
        check(startCall, provider, FUNDED, INectoEscrow.Status.Funded);
    }

    function extendCall(bytes32 jobId, uint256) internal view returns (bytes memory) {
        return abi.encodeCall(escrow.extend, (jobId, 60));
    }

    function test_extend_in_every_status() public {
        check(extendCall, buyer, ACTIVE, INectoEscrow.Status.Active);
    }

    function checkpointCall(bytes32 jobId, uint256) internal returns (bytes memory) {
        skip(DISPUTE_WINDOW + 10);
        return abi.encodeCall(escrow.checkpoint, (jobId));
    }

    function test_checkpoint_in_every_status() public {
        check(checkpointCall, provider, ACTIVE, INectoEscrow.Status.Active);
    }

    function endCall(bytes32 jobId, uint256) internal pure returns (bytes memory) {
        return abi.encodeWithSignature("end(bytes32)", jobId);
    }

    function test_end_by_the_buyer_in_every_status() public {
        check(endCall, buyer, ACTIVE, INectoEscrow.Status.Active);
    }

    function claimCall(bytes32 jobId, uint256) internal pure returns (bytes memory) {
        return abi.encodeWithSignature("end(bytes32,uint24)", jobId, 0);
    }

    function test_end_by_the_provider_in_every_status() public {
        check(claimCall, provider, ACTIVE, INectoEscrow.Status.Active);
    }

    function expireCall(bytes32 jobId, uint256) internal returns (bytes memory) {
        skip(100_000);
        return abi.encodeCall(escrow.expire, (jobId));
    }

    function test_expire_in_every_status() public {
        check(expireCall, stranger, ACTIVE, INectoEscrow.Status.Active);
    }

    function settleCall(bytes32 jobId, uint256) internal returns (bytes memory) {
        skip(DISPUTE_WINDOW + 1);
        return abi.encodeCall(escrow.settle, (jobId));
    }

    function test_settle_in_every_status() public {
        check(settleCall, stranger, ENDED, INectoEscrow.Status.Ended);
    }

    function test_settle_many_in_every_status() public {
        bytes32[] memory ids = new bytes32[](1);
        for (uint256 n = 0; n < CASES; ++n) {
            ids[0] = jobIn(n);
            bytes32 before = keccak256(abi.encode(escrow.jobs(ids[0])));
            skip(DISPUTE_WINDOW + 1);
            vm.prank(stranger);
            eq(escrow.settleMany(ids), n == ENDED ? 1 : 0, "settles only what has ended");
            yes((keccak256(abi.encode(escrow.jobs(ids[0]))) == before) == (n != ENDED), "others unchanged");
        }
    }

    function cancelCall(bytes32 jobId, uint256) internal view returns (bytes memory) {
        return abi.encodeCall(escrow.cancel, (jobId));
    }

    function test_cancel_by_the_buyer_in_every_status() public {
        check(cancelCall, buyer, FUNDED, INectoEscrow.Status.Funded);
    }

    function test_cancel_by_the_provider_in_every_status() public {
        check(cancelCall, provider, FUNDED, INectoEscrow.Status.Funded);
    }

    function reclaimCall(bytes32 jobId, uint256) internal returns (bytes memory) {
        skip(START_WINDOW + 1);
        return abi.encodeCall(escrow.reclaim, (jobId));
    }

    function test_reclaim_in_every_status() public {
        check(reclaimCall, stranger, FUNDED, INectoEscrow.Status.Funded);
    }

    function test_dispute_in_every_status() public {
        for (uint256 n = 0; n < CASES; ++n) {
            bytes32 jobId = jobIn(n);
            vm.prank(buyer);
            if (n != ACTIVE && n != ENDED) expectWrongStatus(jobId, statusIn(n), INectoEscrow.Status.Active);
            escrow.dispute(jobId, 0, 0);
            if (n == ACTIVE || n == ENDED) isStatus(jobId, INectoEscrow.Status.Disputed);
        }
    }

    function resolveCall(bytes32 jobId, uint256) internal view returns (bytes memory) {
        return abi.encodeCall(escrow.resolve, (jobId, 500, 0));
    }

    function test_resolve_in_every_status() public {
        check(resolveCall, arbiter, DISPUTED, INectoEscrow.Status.Disputed);
    }

    function timeoutCall(bytes32 jobId, uint256) internal returns (bytes memory) {
        skip(ARBITER_WINDOW + 1);
        return abi.encodeCall(escrow.resolveByTimeout, (jobId));
    }

    function test_resolve_by_timeout_in_every_status() public {
        check(timeoutCall, stranger, DISPUTED, INectoEscrow.Status.Disputed);
    }

    function test_rate_in_every_status() public {
        for (uint256 n = 0; n < CASES; ++n) {
            bytes32 jobId = jobIn(n);
            INectoEscrow.CloseReason reason = escrow.jobs(jobId).reason;
            vm.prank(buyer);
            if (n < 5) {
                // Nobody is the buyer of a job that does not exist; the status is checked first.
                expectWrongStatus(jobId, statusIn(n), INectoEscrow.Status.Closed);
            } else if (n < 8) {
                vm.expectRevert(abi.encodeWithSelector(INectoEscrow.NotPaid.selector, jobId, reason, 0));
            }
            escrow.rate(jobId, 5);
            eq(escrow.jobs(jobId).rated ? 1 : 0, n < 8 ? 0 : 1, "rated");
        }
    }

    function test_reasons_are_told_apart() public {
        for (uint256 n = 5; n < CASES; ++n) {
            eq(uint256(escrow.jobs(jobIn(n)).reason), n - 4, "reason");
        }
    }
}

contract MatrixFiatTest is MatrixTest {
    function isFiat() internal pure override returns (bool) {
        return true;
    }

    function authorizationCall(bytes32, uint256 n) internal view returns (bytes memory) {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.salt = bytes32(n);
        terms.secs = 100_000;
        return abi.encodeCall(escrow.openWithAuthorization, (terms, 0, block.timestamp + 600, authorizationFor(terms)));
    }

    function test_open_with_authorization_in_every_status() public {
        check(authorizationCall, relayer, NONE, INectoEscrow.Status.None);
    }

    function extensionCall(bytes32 jobId, uint256) internal view returns (bytes memory) {
        uint256 value = ceilOf(2_500_001, 100_060) - ceilOf(2_500_001, 100_000);
        bytes memory signature = signed(
            BUYER_KEY,
            authorizationDigest(
                buyer,
                address(escrow),
                value,
                0,
                block.timestamp + 600,
                escrow.extensionIdOf(jobId, 100_000, 60)
            )
        );
        return abi.encodeCall(escrow.extendWithAuthorization, (jobId, 60, 0, block.timestamp + 600, signature));
    }

    function test_extend_with_authorization_in_every_status() public {
        check(extensionCall, relayer, ACTIVE, INectoEscrow.Status.Active);
    }

    /// @dev `withdraw` does not depend on a job's status.
    function test_withdraw_in_every_status() public {
        bytes32 jobId = ended(100);
        ISwitches(address(token)).blacklist(provider);
        vm.prank(buyer);
        escrow.settle(jobId);
        ISwitches(address(token)).unBlacklist(provider);
        uint256 credit = escrow.creditOf(provider);
        for (uint256 n = 0; n < CASES; ++n) {
            jobIn(n);
            eq(escrow.creditOf(provider), credit, "no other job touches a credit");
        }
        vm.prank(provider);
        escrow.withdraw(provider);
        eq(escrow.creditOf(provider), 0, "withdrawn");
    }
}

contract MatrixPlainTest is MatrixTest {
    function isFiat() internal pure override returns (bool) {
        return false;
    }
}
