// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {INectoEscrow} from "../src/interfaces/INectoEscrow.sol";
import {EscrowFixture} from "./support/EscrowFixture.sol";

/// @notice `dispute`, `resolve`, `resolveByTimeout` and `rate`.
abstract contract DisputeTest is EscrowFixture {
    bytes32 internal constant EVIDENCE = keccak256("evidence");

    function disputeIt(bytes32 jobId, uint24 acceptedSecs) internal {
        vm.prank(buyer);
        escrow.dispute(jobId, EVIDENCE, acceptedSecs);
    }

    function resolveIt(bytes32 jobId, uint24 providerSecs) internal {
        vm.prank(arbiter);
        escrow.resolve(jobId, providerSecs, keccak256("reason"));
    }

    // dispute

    function test_dispute_by_the_provider_is_refused() public {
        bytes32 jobId = ended(1000);
        vm.prank(provider);
        expectWrongCaller(provider, buyer);
        escrow.dispute(jobId, EVIDENCE, 0);
    }

    function test_dispute_of_a_running_job_by_a_stranger_is_refused() public {
        bytes32 jobId = active();
        vm.prank(stranger);
        expectWrongCaller(stranger, buyer);
        escrow.dispute(jobId, EVIDENCE, 0);
    }

    function test_dispute_one_second_before_the_window_closes() public {
        bytes32 jobId = ended(1000);
        skip(DISPUTE_WINDOW - 1);
        disputeIt(jobId, 0);
        isStatus(jobId, INectoEscrow.Status.Disputed);
    }

    function test_dispute_in_the_last_second_of_the_window() public {
        bytes32 jobId = ended(1000);
        skip(DISPUTE_WINDOW);
        disputeIt(jobId, 0);
        isStatus(jobId, INectoEscrow.Status.Disputed);
    }

    function test_dispute_after_the_window_is_refused() public {
        bytes32 jobId = ended(1000);
        skip(DISPUTE_WINDOW + 1);
        vm.prank(buyer);
        expectTooLate(T0 + 2000 + DISPUTE_WINDOW);
        escrow.dispute(jobId, EVIDENCE, 0);
    }

    function test_dispute_of_all_moves_no_money() public {
        bytes32 jobId = disputed(1000, 0);
        isSplit(exampleDeposit(), 0, 0);
        eq(escrow.lockedIn(jobId), exampleDeposit(), "locked");
    }

    function test_dispute_stores_claim_and_time() public {
        INectoEscrow.Job memory job = escrow.jobs(disputed(1000, 400));
        eq(job.usedSecs, 1000, "used");
        eq(job.paidSecs, 400, "paid");
        eq(job.since, T0 + 2000, "since");
        eq(job.buyer, buyer, "buyer");
    }

    function test_dispute_pays_the_accepted_part_at_once() public {
        bytes32 jobId = disputed(1000, 400);
        uint256 gross = floorOf(2_500_001, 400);
        isSplit(exampleDeposit(), netOf(gross), feeOf(gross));
        eq(escrow.lockedIn(jobId), exampleDeposit() - gross, "locked");
    }

    function test_dispute_emits() public {
        bytes32 jobId = ended(1000);
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobDisputed(jobId, EVIDENCE);
        disputeIt(jobId, 0);
    }

    function test_dispute_emits_the_accepted_part() public {
        bytes32 jobId = ended(1000);
        uint256 gross = floorOf(2_500_001, 400);
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobDisputed(jobId, EVIDENCE);
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobCheckpointed(jobId, 400, netOf(gross), feeOf(gross));
        disputeIt(jobId, 400);
    }

    function test_dispute_of_a_running_job_ends_it() public {
        bytes32 jobId = active();
        skip(1500);
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobEnded(jobId, 1500);
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobDisputed(jobId, EVIDENCE);
        disputeIt(jobId, 0);
        eq(escrow.jobs(jobId).usedSecs, 1500, "used");
        isStatus(jobId, INectoEscrow.Status.Disputed);
    }

    function test_dispute_of_a_job_past_its_end_claims_all() public {
        bytes32 jobId = active();
        skip(99_999);
        disputeIt(jobId, 0);
        eq(escrow.jobs(jobId).usedSecs, 3601, "used");
    }

    function test_dispute_accepting_more_than_claimed_is_refused() public {
        bytes32 jobId = ended(1000);
        vm.prank(buyer);
        expectSecs(1001, 0, 1000);
        escrow.dispute(jobId, EVIDENCE, 1001);
    }

    function test_dispute_accepting_all_pays_all_at_once() public {
        disputed(1000, 1000);
        uint256 gross = floorOf(2_500_001, 1000);
        isSplit(exampleDeposit(), netOf(gross), feeOf(gross));
    }

    function test_dispute_accepting_less_than_paid_is_refused() public {
        bytes32 jobId = checkpointed();
        vm.prank(buyer);
        expectSecs(499, 500, DISPUTE_WINDOW + 500);
        escrow.dispute(jobId, EVIDENCE, 499);
    }

    function test_dispute_accepting_exactly_what_was_paid() public {
        bytes32 jobId = checkpointed();
        uint256 before = token.balanceOf(provider);
        disputeIt(jobId, 500);
        eq(token.balanceOf(provider), before, "nothing more");
        eq(escrow.jobs(jobId).paidSecs, 500, "paid");
    }

    function test_dispute_after_a_checkpoint_pays_the_difference() public {
        bytes32 jobId = checkpointed();
        disputeIt(jobId, 1700);
        uint256 gross = floorOf(2_500_001, 1700);
        isSplit(ceilOf(2_500_001, 100_000), netOf(gross), feeOf(gross));
    }

    function test_dispute_twice_is_refused() public {
        bytes32 jobId = disputed(1000, 0);
        vm.prank(buyer);
        expectWrongStatus(jobId, INectoEscrow.Status.Disputed, INectoEscrow.Status.Active);
        escrow.dispute(jobId, EVIDENCE, 0);
    }

    function test_settle_of_a_disputed_job_is_refused() public {
        bytes32 jobId = disputed(1000, 0);
        skip(DISPUTE_WINDOW + 1);
        expectWrongStatus(jobId, INectoEscrow.Status.Disputed, INectoEscrow.Status.Ended);
        escrow.settle(jobId);
    }

    function checkpointed() internal returns (bytes32 jobId) {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.secs = 100_000;
        jobId = openAs(terms);
        startIt(jobId);
        skip(DISPUTE_WINDOW + 500);
        vm.prank(provider);
        escrow.checkpoint(jobId);
    }

    // resolve

    function test_resolve_by_the_owner_is_refused() public {
        bytes32 jobId = disputed(1000, 400);
        vm.prank(owner);
        expectWrongCaller(owner, arbiter);
        escrow.resolve(jobId, 500, 0);
    }

    function test_resolve_below_the_accepted_part_is_refused() public {
        bytes32 jobId = disputed(1000, 400);
        vm.prank(arbiter);
        expectSecs(399, 400, 1000);
        escrow.resolve(jobId, 399, 0);
    }

    function test_resolve_above_the_claim_is_refused() public {
        bytes32 jobId = disputed(1000, 400);
        vm.prank(arbiter);
        expectSecs(1001, 400, 1000);
        escrow.resolve(jobId, 1001, 0);
    }

    function test_resolve_in_between_splits() public {
        bytes32 jobId = disputed(1000, 400);
        resolveIt(jobId, 700);
        uint256 gross = floorOf(2_500_001, 700);
        isSplit(gross, netOf(gross), feeOf(gross));
        isReason(jobId, INectoEscrow.CloseReason.Resolved);
        isEmpty();
    }

    function test_resolve_for_the_buyer() public {
        bytes32 jobId = disputed(1000, 400);
        resolveIt(jobId, 400);
        uint256 gross = floorOf(2_500_001, 400);
        isSplit(gross, netOf(gross), feeOf(gross));
        isEmpty();
    }

    function test_resolve_for_the_provider() public {
        bytes32 jobId = disputed(1000, 400);
        resolveIt(jobId, 1000);
        uint256 gross = floorOf(2_500_001, 1000);
        isSplit(gross, netOf(gross), feeOf(gross));
        isEmpty();
    }

    function test_resolve_stores_the_decision() public {
        bytes32 jobId = disputed(1000, 400);
        skip(50);
        resolveIt(jobId, 700);
        INectoEscrow.Job memory job = escrow.jobs(jobId);
        eq(job.usedSecs, 700, "used");
        eq(job.paidSecs, 400, "paid before");
        eq(job.since, T0 + 2050, "since");
    }

    function test_resolve_emits() public {
        bytes32 jobId = disputed(1000, 400);
        uint256 gross = floorOf(2_500_001, 700);
        uint256 paid = floorOf(2_500_001, 400);
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobResolved(jobId, 700, keccak256("reason"));
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobClosed(
            jobId,
            INectoEscrow.CloseReason.Resolved,
            700,
            gross - paid - (feeOf(gross) - feeOf(paid)),
            exampleDeposit() - gross,
            feeOf(gross) - feeOf(paid)
        );
        resolveIt(jobId, 700);
    }

    function test_resolve_after_the_arbiter_window_works_until_the_timeout_is_used() public {
        bytes32 jobId = disputed(1000, 0);
        skip(ARBITER_WINDOW + 1);
        resolveIt(jobId, 0);
        isReason(jobId, INectoEscrow.CloseReason.Resolved);
    }

    function test_resolve_touches_no_other_job() public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.salt = keccak256("other");
        bytes32 other = openAs(terms);
        bytes32 jobId = disputed(1000, 0);
        resolveIt(jobId, 1000);
        eq(escrow.lockedIn(other), exampleDeposit(), "other job untouched");
        eq(token.balanceOf(address(escrow)), exampleDeposit() + escrow.config().fees, "held for the other job");
    }

    // resolveByTimeout

    function test_timeout_in_the_last_second_is_refused() public {
        bytes32 jobId = disputed(1000, 0);
        skip(ARBITER_WINDOW);
        expectTooEarly(T0 + 2000 + ARBITER_WINDOW + 1);
        escrow.resolveByTimeout(jobId);
    }

    function test_timeout_one_second_earlier_is_refused() public {
        bytes32 jobId = disputed(1000, 0);
        skip(ARBITER_WINDOW - 1);
        expectTooEarly(T0 + 2000 + ARBITER_WINDOW + 1);
        escrow.resolveByTimeout(jobId);
    }

    function test_timeout_splits_in_half_with_the_odd_unit_to_the_buyer() public {
        bytes32 jobId = disputed(1003, 400);
        skip(ARBITER_WINDOW + 1);
        vm.prank(stranger);
        escrow.resolveByTimeout(jobId);
        uint256 accepted = floorOf(2_500_001, 400);
        uint256 claimed = floorOf(2_500_001, 1003);
        eq((claimed - accepted) % 2, 1, "an odd unit is at stake");
        uint256 gross = accepted + (claimed - accepted - 1) / 2;
        isSplit(gross, netOf(gross), feeOf(gross));
        isReason(jobId, INectoEscrow.CloseReason.Halved);
        isEmpty();
    }

    function test_timeout_stores_and_emits() public {
        bytes32 jobId = disputed(1000, 0);
        skip(ARBITER_WINDOW + 1);
        uint256 gross = floorOf(2_500_001, 1000) / 2;
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobClosed(
            jobId,
            INectoEscrow.CloseReason.Halved,
            1000,
            netOf(gross),
            exampleDeposit() - gross,
            feeOf(gross)
        );
        escrow.resolveByTimeout(jobId);
        eq(escrow.jobs(jobId).usedSecs, 1000, "used");
    }

    function test_timeout_works_when_the_arbiter_is_gone() public {
        bytes32 jobId = disputed(1000, 0);
        skip(365 days);
        escrow.resolveByTimeout(jobId);
        isEmpty();
    }

    function test_slots_are_packed_as_documented() public {
        bytes32 jobId = disputed(1000, 400);
        resolveIt(jobId, 700);
        vm.prank(buyer);
        escrow.rate(jobId, 2);
        uint256 base = uint256(keccak256(abi.encode(jobId, uint256(9))));
        uint256 meter =
            uint160(buyer) |
                (uint256(5) << 160) |
                (uint256(5) << 163) |
                (uint256(1) << 166) |
                ((T0 + 2000) << 168) |
                (uint256(400) << 208) |
                (uint256(700) << 232);
        uint256 price = uint160(provider) | (2_500_001 << 160) | (3601 << 208) | (uint256(FEE) << 232);
        eq(uint256(vm.load(address(escrow), bytes32(base))), meter, "the moving word");
        eq(uint256(vm.load(address(escrow), bytes32(base + 1))), price, "the resting word");
        eq(vm.load(address(escrow), bytes32(base + 2)), keccak256("root"), "the root");
        eq(vm.load(address(escrow), bytes32(base + 3)), 0, "nothing more");
    }

    // rate

    function test_rate_by_the_buyer() public {
        bytes32 jobId = closed();
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobRated(jobId, provider, 4);
        vm.prank(buyer);
        escrow.rate(jobId, 4);
        INectoEscrow.Job memory job = escrow.jobs(jobId);
        yes(job.rated, "rated");
        eq(uint256(job.status), uint256(INectoEscrow.Status.Closed), "status stays");
        eq(uint256(job.reason), uint256(INectoEscrow.CloseReason.Paid), "reason stays");
        eq(job.usedSecs, 1000, "used stays");
        eq(job.since, T0 + 2000, "since stays");
        eq(job.buyer, buyer, "buyer stays");
    }

    function test_rate_twice_is_refused() public {
        bytes32 jobId = closed();
        vm.startPrank(buyer);
        escrow.rate(jobId, 1);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.AlreadyRated.selector, jobId));
        escrow.rate(jobId, 5);
    }

    function test_rate_by_the_provider_is_refused() public {
        bytes32 jobId = closed();
        vm.prank(provider);
        expectWrongCaller(provider, buyer);
        escrow.rate(jobId, 5);
    }

    function test_rate_of_no_star_is_refused() public {
        bytes32 jobId = closed();
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.StarsOutOfRange.selector, 0, 1, 5));
        escrow.rate(jobId, 0);
    }

    function test_rate_of_six_stars_is_refused() public {
        bytes32 jobId = closed();
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.StarsOutOfRange.selector, 6, 1, 5));
        escrow.rate(jobId, 6);
    }

    function test_rate_of_one_and_of_five_stars() public {
        bytes32 jobId = closed();
        vm.prank(buyer);
        escrow.rate(jobId, 1);
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.salt = keccak256("other");
        jobId = openAs(terms);
        startIt(jobId);
        skip(1);
        vm.startPrank(buyer);
        escrow.end(jobId);
        escrow.rate(jobId, 5);
        yes(escrow.jobs(jobId).rated, "rated");
    }

    function notPaid(bytes32 jobId, INectoEscrow.CloseReason reason) internal {
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.NotPaid.selector, jobId, reason, 0));
        escrow.rate(jobId, 5);
    }

    function test_rate_of_a_cancelled_job_is_refused() public {
        bytes32 jobId = openExample();
        vm.prank(buyer);
        escrow.cancel(jobId);
        notPaid(jobId, INectoEscrow.CloseReason.Cancelled);
    }

    function test_rate_of_a_declined_job_is_refused() public {
        bytes32 jobId = openExample();
        vm.prank(provider);
        escrow.cancel(jobId);
        notPaid(jobId, INectoEscrow.CloseReason.Declined);
    }

    function test_rate_of_a_no_show_is_refused() public {
        bytes32 jobId = openExample();
        skip(START_WINDOW + 1);
        escrow.reclaim(jobId);
        notPaid(jobId, INectoEscrow.CloseReason.NoShow);
    }

    function test_rate_of_a_job_that_cost_nothing_is_refused() public {
        bytes32 jobId = active();
        vm.prank(buyer);
        escrow.end(jobId);
        notPaid(jobId, INectoEscrow.CloseReason.Paid);
    }

    function test_rate_of_a_resolved_job() public {
        bytes32 jobId = disputed(1000, 400);
        resolveIt(jobId, 700);
        vm.prank(buyer);
        escrow.rate(jobId, 2);
        yes(escrow.jobs(jobId).rated, "rated");
    }

    function test_rate_of_a_halved_job() public {
        bytes32 jobId = disputed(1000, 400);
        skip(ARBITER_WINDOW + 1);
        escrow.resolveByTimeout(jobId);
        vm.prank(buyer);
        escrow.rate(jobId, 3);
        yes(escrow.jobs(jobId).rated, "rated");
    }
}

contract DisputeFiatTest is DisputeTest {
    function isFiat() internal pure override returns (bool) {
        return true;
    }
}

contract DisputePlainTest is DisputeTest {
    function isFiat() internal pure override returns (bool) {
        return false;
    }
}
