// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {INectoEscrow} from "../src/interfaces/INectoEscrow.sol";
import {HostileToken} from "./hostile/HostileToken.sol";
import {Wallet1271} from "./hostile/Wallets.sol";
import {EscrowFixture, ITestToken} from "./support/EscrowFixture.sol";

/// @notice What a token gone bad, by upgrade or by design, can and cannot do.
contract HostileTest is EscrowFixture {
    HostileToken internal hostile;

    function isFiat() internal pure override returns (bool) {
        return true;
    }

    function setUp() public override {
        super.setUp();
        hostile = new HostileToken();
        token = ITestToken(address(hostile));
        escrow = deployEscrow(setupOf(address(hostile)));
        fund(buyer);
        vm.prank(provider);
        escrow.setOperator(operator);
    }

    function reentrant() internal pure returns (bytes memory) {
        return abi.encodeWithSignature("ReentrancyGuardReentrantCall()");
    }

    /// @dev Every entry that changes a job, with arguments that would be valid for a job in the right status.
    function entries(bytes32 jobId) internal view returns (bytes[] memory calls) {
        calls = new bytes[](21);
        INectoEscrow.Terms memory t = exampleTerms();
        INectoEscrow.Acceptance memory a;
        INectoEscrow.Payment memory p;
        bytes32[] memory ids = new bytes32[](1);
        ids[0] = jobId;
        calls[0] = abi.encodeCall(escrow.open, (t));
        calls[1] = abi.encodeCall(escrow.openWithPermit, (t, 0, ""));
        calls[2] = abi.encodeCall(escrow.openWithAuthorization, (t, 0, 0, ""));
        calls[3] = abi.encodeCall(escrow.openWithPermit2, (t, 0, 0, ""));
        calls[4] = abi.encodeCall(escrow.openAndStart, (t, a, p));
        calls[5] = abi.encodeCall(escrow.start, (jobId));
        calls[6] = abi.encodeCall(escrow.extend, (jobId, 60));
        calls[7] = abi.encodeCall(escrow.extendWithAuthorization, (jobId, 60, 0, 0, ""));
        calls[8] = abi.encodeCall(escrow.checkpoint, (jobId));
        calls[9] = abi.encodeWithSignature("end(bytes32)", jobId);
        calls[10] = abi.encodeWithSignature("end(bytes32,uint24)", jobId, 1);
        calls[11] = abi.encodeCall(escrow.expire, (jobId));
        calls[12] = abi.encodeCall(escrow.settle, (jobId));
        calls[13] = abi.encodeCall(escrow.settleMany, (ids));
        calls[14] = abi.encodeCall(escrow.cancel, (jobId));
        calls[15] = abi.encodeCall(escrow.reclaim, (jobId));
        calls[16] = abi.encodeCall(escrow.dispute, (jobId, 0, 0));
        calls[17] = abi.encodeCall(escrow.resolve, (jobId, 0, 0));
        calls[18] = abi.encodeCall(escrow.resolveByTimeout, (jobId));
        calls[19] = abi.encodeCall(escrow.withdraw, (buyer));
        calls[20] = abi.encodeCall(escrow.rate, (jobId, 5));
    }

    function isLocked() internal view {
        eq(hostile.refused(), hostile.callbacks(), "every callback is refused");
        yes(hostile.callbacks() > 0, "called back");
        eq(keccak256(hostile.refusal()), keccak256(reentrant()), "by the lock");
    }

    function test_every_entry_is_locked_while_a_deposit_is_pulled() public {
        bytes[] memory calls = entries(keccak256("none"));
        for (uint256 i = 0; i < calls.length; ++i) {
            hostile.setCallback(address(escrow), calls[i]);
            INectoEscrow.Terms memory t = exampleTerms();
            t.salt = bytes32(i);
            openAs(t);
            isLocked();
        }
    }

    function test_every_entry_is_locked_while_a_payout_is_pushed() public {
        for (uint256 i = 0; i < 21; ++i) {
            INectoEscrow.Terms memory t = exampleTerms();
            t.salt = bytes32(i);
            bytes32 jobId = openAs(t);
            startIt(jobId);
            skip(10);
            hostile.setCallback(address(escrow), entries(jobId)[i]);
            vm.prank(buyer);
            escrow.end(jobId);
            isLocked();
            hostile.setCallback(address(0), "");
        }
    }

    function lockedDuring(bytes memory call, address caller) internal {
        hostile.setCallback(address(escrow), abi.encodeCall(escrow.collectFees, ()));
        vm.prank(caller);
        (bool done, ) = address(escrow).call(call);
        yes(done, "the call itself goes through");
        isLocked();
        hostile.setCallback(address(0), "");
    }

    function test_extend_is_locked() public {
        bytes32 jobId = active();
        lockedDuring(abi.encodeCall(escrow.extend, (jobId, 60)), buyer);
    }

    function test_cancel_is_locked() public {
        bytes32 jobId = openExample();
        lockedDuring(abi.encodeCall(escrow.cancel, (jobId)), buyer);
    }

    function test_reclaim_is_locked() public {
        bytes32 jobId = openExample();
        skip(START_WINDOW + 1);
        lockedDuring(abi.encodeCall(escrow.reclaim, (jobId)), stranger);
    }

    function test_settle_is_locked() public {
        bytes32 jobId = ended(100);
        lockedDuring(abi.encodeCall(escrow.settle, (jobId)), buyer);
    }

    function test_settle_many_is_locked() public {
        bytes32[] memory ids = new bytes32[](1);
        ids[0] = ended(100);
        lockedDuring(abi.encodeCall(escrow.settleMany, (ids)), buyer);
    }

    function test_checkpoint_is_locked_while_it_pays() public {
        INectoEscrow.Terms memory t = exampleTerms();
        t.secs = 100_000;
        bytes32 jobId = openAs(t);
        startIt(jobId);
        skip(DISPUTE_WINDOW + 100);
        lockedDuring(abi.encodeCall(escrow.checkpoint, (jobId)), provider);
    }

    function test_dispute_is_locked_while_it_pays() public {
        bytes32 jobId = ended(100);
        lockedDuring(abi.encodeCall(escrow.dispute, (jobId, 0, 50)), buyer);
    }

    function test_resolve_is_locked() public {
        bytes32 jobId = disputed(100, 0);
        lockedDuring(abi.encodeCall(escrow.resolve, (jobId, 50, 0)), arbiter);
    }

    function test_resolve_by_timeout_is_locked() public {
        bytes32 jobId = disputed(100, 0);
        skip(ARBITER_WINDOW + 1);
        lockedDuring(abi.encodeCall(escrow.resolveByTimeout, (jobId)), stranger);
    }

    function test_withdraw_is_locked() public {
        hostile.setAnswer(HostileToken.Answer.Revert);
        // Nothing can be pulled from such a token, so the credit comes from a job opened before.
        hostile.setAnswer(HostileToken.Answer.True);
        bytes32 jobId = ended(100);
        hostile.setAnswer(HostileToken.Answer.Revert);
        vm.prank(buyer);
        escrow.settle(jobId);
        hostile.setAnswer(HostileToken.Answer.True);
        lockedDuring(abi.encodeCall(escrow.withdraw, (provider)), provider);
        eq(hostile.balanceOf(provider), netOf(floorOf(2_500_001, 100)), "paid once");
    }

    function test_collecting_fees_is_locked() public {
        closed();
        lockedDuring(abi.encodeCall(escrow.collectFees, ()), stranger);
    }

    function test_opening_by_signatures_is_locked() public {
        INectoEscrow.Terms memory t = exampleTerms();
        lockedDuring(abi.encodeCall(escrow.openWithPermit, (t, 0, "")), buyer);
        t.salt = keccak256("second");
        INectoEscrow.Acceptance memory a = acceptanceBy(PROVIDER_KEY, escrow.jobIdOf(t));
        INectoEscrow.Payment memory p;
        lockedDuring(abi.encodeCall(escrow.openAndStart, (t, a, p)), buyer);
    }

    function test_views_in_a_callback_show_the_job_already_closed() public {
        bytes32 jobId = active();
        skip(100);
        hostile.setCallback(address(escrow), abi.encodeCall(escrow.lockedIn, (jobId)));
        vm.prank(buyer);
        escrow.end(jobId);
        eq(abi.decode(hostile.seen(), (uint256)), 0, "nothing is locked any more");
    }

    function test_the_lock_is_released_after_each_call() public {
        bytes32 jobId = active();
        skip(1);
        vm.prank(buyer);
        escrow.end(jobId);
        isReason(jobId, INectoEscrow.CloseReason.Paid);
    }

    function test_a_token_that_answers_false_cannot_open() public {
        hostile.setAnswer(HostileToken.Answer.False);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSignature("SafeERC20FailedOperation(address)", address(hostile)));
        escrow.open(exampleTerms());
    }

    function test_a_token_that_answers_false_leads_to_credits() public {
        bytes32 jobId = ended(100);
        hostile.setAnswer(HostileToken.Answer.False);
        vm.prank(buyer);
        escrow.settle(jobId);
        eq(escrow.creditOf(provider), netOf(floorOf(2_500_001, 100)), "credit");
        eq(escrow.creditOf(buyer), exampleDeposit() - floorOf(2_500_001, 100), "credit");
    }

    function test_withdraw_from_a_token_that_answers_false_is_refused() public {
        bytes32 jobId = ended(100);
        hostile.setAnswer(HostileToken.Answer.False);
        vm.prank(buyer);
        escrow.settle(jobId);
        uint256 credit = escrow.creditOf(provider);
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSignature("SafeERC20FailedOperation(address)", address(hostile)));
        escrow.withdraw(provider);
        eq(escrow.creditOf(provider), credit, "kept");
    }

    function test_a_token_that_answers_nothing_is_taken_at_its_word() public {
        hostile.setAnswer(HostileToken.Answer.Nothing);
        bytes32 jobId = active();
        skip(100);
        vm.prank(buyer);
        escrow.end(jobId);
        eq(hostile.balanceOf(provider), netOf(floorOf(2_500_001, 100)), "paid");
    }

    function test_a_token_that_answers_a_lot_costs_nothing_more() public {
        bytes32 jobId = ended(100);
        hostile.setAnswer(HostileToken.Answer.Bomb);
        vm.prank(buyer);
        escrow.settle(jobId);
        eq(hostile.balanceOf(provider), netOf(floorOf(2_500_001, 100)), "paid");
    }

    function test_a_token_that_reverts_leads_to_credits() public {
        bytes32 jobId = openExample();
        hostile.setAnswer(HostileToken.Answer.Revert);
        vm.prank(buyer);
        escrow.cancel(jobId);
        eq(escrow.creditOf(buyer), exampleDeposit(), "credit");
    }

    function test_a_token_that_burns_gas_still_leaves_enough_to_credit() public {
        bytes32 jobId = openExample();
        hostile.setAnswer(HostileToken.Answer.BurnGas);
        vm.prank(buyer);
        escrow.cancel{gas: 8_000_000}(jobId);
        eq(escrow.creditOf(buyer), exampleDeposit(), "credit");
    }

    function test_an_attacker_provider_cannot_reenter_through_its_wallet() public {
        Wallet1271 wallet = new Wallet1271();
        INectoEscrow.Terms memory t = exampleTerms();
        t.provider = address(wallet);
        bytes32 jobId = openAs(t);
        wallet.run(address(escrow), abi.encodeCall(escrow.start, (jobId)));
        isStatus(jobId, INectoEscrow.Status.Active);
    }
}
