// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {INectoEscrow} from "../src/interfaces/INectoEscrow.sol";
import {EscrowFixture} from "./support/EscrowFixture.sol";

/// @notice `end`, `expire`, `settle`, `settleMany`, `cancel` and `reclaim`.
abstract contract EndTest is EscrowFixture {
    // end by the buyer

    function test_end_by_a_stranger_is_refused() public {
        bytes32 jobId = active();
        vm.prank(stranger);
        expectWrongCaller(stranger, buyer);
        escrow.end(jobId);
    }

    function test_end_without_claim_by_the_provider_is_refused() public {
        bytes32 jobId = active();
        vm.prank(provider);
        expectWrongCaller(provider, buyer);
        escrow.end(jobId);
    }

    function test_end_by_the_buyer_pays_the_metered_seconds() public {
        bytes32 jobId = active();
        skip(1234);
        vm.prank(buyer);
        escrow.end(jobId);
        uint256 gross = floorOf(2_500_001, 1234);
        isSplit(gross, netOf(gross), feeOf(gross));
        isReason(jobId, INectoEscrow.CloseReason.Paid);
        isEmpty();
    }

    function test_end_by_the_buyer_stores_the_result() public {
        bytes32 jobId = active();
        skip(1234);
        vm.prank(buyer);
        escrow.end(jobId);
        INectoEscrow.Job memory job = escrow.jobs(jobId);
        eq(job.usedSecs, 1234, "used");
        eq(job.paidSecs, 0, "paid before");
        eq(job.since, T0 + 1234, "since");
        yes(!job.rated, "not rated");
    }

    function test_end_by_the_buyer_emits() public {
        bytes32 jobId = active();
        skip(1234);
        uint256 gross = floorOf(2_500_001, 1234);
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobClosed(
            jobId,
            INectoEscrow.CloseReason.Paid,
            1234,
            netOf(gross),
            exampleDeposit() - gross,
            feeOf(gross)
        );
        vm.prank(buyer);
        escrow.end(jobId);
    }

    function test_end_by_the_buyer_in_the_second_of_the_start_costs_nothing() public {
        bytes32 jobId = active();
        vm.prank(buyer);
        escrow.end(jobId);
        isSplit(0, 0, 0);
        isEmpty();
    }

    function test_end_by_the_buyer_after_the_metered_end_pays_all_seconds() public {
        bytes32 jobId = active();
        skip(999_999);
        vm.prank(buyer);
        escrow.end(jobId);
        uint256 gross = floorOf(2_500_001, 3601);
        isSplit(gross, netOf(gross), feeOf(gross));
        eq(gross + 1, exampleDeposit(), "rounding goes back to the buyer");
    }

    function test_end_by_the_buyer_exactly_at_the_metered_end() public {
        bytes32 jobId = active();
        skip(3601);
        vm.prank(buyer);
        escrow.end(jobId);
        eq(escrow.jobs(jobId).usedSecs, 3601, "used");
    }

    function test_end_twice_is_refused() public {
        bytes32 jobId = active();
        vm.startPrank(buyer);
        escrow.end(jobId);
        expectWrongStatus(jobId, INectoEscrow.Status.Closed, INectoEscrow.Status.Active);
        escrow.end(jobId);
    }

    // end by the provider

    function test_claim_by_a_stranger_is_refused() public {
        bytes32 jobId = active();
        vm.prank(stranger);
        expectWrongCaller(stranger, provider);
        escrow.end(jobId, 0);
    }

    function test_claim_by_the_buyer_is_refused() public {
        bytes32 jobId = active();
        vm.prank(buyer);
        expectWrongCaller(buyer, provider);
        escrow.end(jobId, 0);
    }

    function test_claim_by_the_operator_works() public {
        bytes32 jobId = active();
        skip(100);
        vm.prank(operator);
        escrow.end(jobId, 100);
        isStatus(jobId, INectoEscrow.Status.Ended);
    }

    function test_claim_moves_no_money() public {
        bytes32 jobId = ended(2000);
        isSplit(exampleDeposit(), 0, 0);
        eq(escrow.lockedIn(jobId), exampleDeposit(), "locked");
    }

    function test_claim_stores_the_seconds_and_the_time() public {
        INectoEscrow.Job memory job = escrow.jobs(ended(1999));
        eq(job.usedSecs, 1999, "used");
        eq(job.since, T0 + 2000, "since");
        eq(uint256(job.reason), 0, "no reason yet");
        eq(job.buyer, buyer, "buyer");
    }

    function test_claim_emits() public {
        bytes32 jobId = active();
        skip(2000);
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobEnded(jobId, 1999);
        endIt(jobId, 1999);
    }

    function test_claim_of_a_second_more_than_elapsed_is_refused() public {
        bytes32 jobId = active();
        skip(2000);
        vm.prank(provider);
        expectSecs(2001, 0, 2000);
        escrow.end(jobId, 2001);
    }

    function test_claim_of_exactly_what_elapsed() public {
        eq(escrow.jobs(ended(2000)).usedSecs, 2000, "used");
    }

    function test_claim_of_more_than_was_bought_is_refused() public {
        bytes32 jobId = active();
        skip(5000);
        vm.prank(provider);
        expectSecs(3602, 0, 3601);
        escrow.end(jobId, 3602);
    }

    function test_claim_of_all_that_was_bought_after_the_end() public {
        bytes32 jobId = active();
        skip(5000);
        endIt(jobId, 3601);
        eq(escrow.jobs(jobId).usedSecs, 3601, "used");
    }

    function test_claim_of_less_than_was_paid_is_refused() public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.secs = 100_000;
        bytes32 jobId = openAs(terms);
        startIt(jobId);
        skip(DISPUTE_WINDOW + 500);
        vm.startPrank(provider);
        escrow.checkpoint(jobId);
        expectSecs(499, 500, DISPUTE_WINDOW + 500);
        escrow.end(jobId, 499);
    }

    function test_claim_of_exactly_what_was_paid() public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.secs = 100_000;
        bytes32 jobId = openAs(terms);
        startIt(jobId);
        skip(DISPUTE_WINDOW + 500);
        vm.startPrank(provider);
        escrow.checkpoint(jobId);
        escrow.end(jobId, 500);
        vm.stopPrank();
        vm.prank(buyer);
        escrow.settle(jobId);
        uint256 gross = floorOf(2_500_001, 500);
        isSplit(gross, netOf(gross), feeOf(gross));
        isEmpty();
        eq(escrow.jobs(jobId).paidSecs, 500, "paid stays");
    }

    function test_claim_of_nothing_refunds_all() public {
        bytes32 jobId = ended(0);
        vm.prank(buyer);
        escrow.settle(jobId);
        isSplit(0, 0, 0);
        isEmpty();
    }

    function test_claim_twice_is_refused() public {
        bytes32 jobId = ended(1);
        vm.prank(provider);
        expectWrongStatus(jobId, INectoEscrow.Status.Ended, INectoEscrow.Status.Active);
        escrow.end(jobId, 2);
    }

    // expire

    function test_expire_one_second_before_the_end_is_refused() public {
        bytes32 jobId = active();
        skip(3600);
        expectTooEarly(T0 + 3601);
        escrow.expire(jobId);
    }

    function test_expire_exactly_at_the_end_by_anyone() public {
        bytes32 jobId = active();
        skip(3601);
        vm.prank(stranger);
        escrow.expire(jobId);
        isStatus(jobId, INectoEscrow.Status.Ended);
    }

    function test_expire_one_second_after_the_end() public {
        bytes32 jobId = active();
        skip(3602);
        escrow.expire(jobId);
        isStatus(jobId, INectoEscrow.Status.Ended);
    }

    function test_expire_claims_all_seconds_from_now() public {
        bytes32 jobId = active();
        skip(5000);
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobEnded(jobId, 3601);
        escrow.expire(jobId);
        eq(escrow.jobs(jobId).usedSecs, 3601, "used");
        eq(escrow.jobs(jobId).since, T0 + 5000, "since");
    }

    function test_expire_counts_extensions() public {
        bytes32 jobId = active();
        vm.prank(buyer);
        escrow.extend(jobId, 60);
        skip(3660);
        expectTooEarly(T0 + 3661);
        escrow.expire(jobId);
        skip(1);
        escrow.expire(jobId);
        eq(escrow.jobs(jobId).usedSecs, 3661, "used");
    }

    // settle

    function test_settle_by_a_stranger_in_the_last_second_of_the_window_is_refused() public {
        bytes32 jobId = ended(1000);
        skip(DISPUTE_WINDOW);
        vm.prank(stranger);
        expectTooEarly(T0 + 2000 + DISPUTE_WINDOW + 1);
        escrow.settle(jobId);
    }

    function test_settle_by_a_stranger_one_second_earlier_is_refused() public {
        bytes32 jobId = ended(1000);
        skip(DISPUTE_WINDOW - 1);
        vm.prank(stranger);
        expectTooEarly(T0 + 2000 + DISPUTE_WINDOW + 1);
        escrow.settle(jobId);
    }

    function test_settle_by_the_provider_within_the_window_is_refused() public {
        bytes32 jobId = ended(1000);
        vm.prank(provider);
        expectTooEarly(T0 + 2000 + DISPUTE_WINDOW + 1);
        escrow.settle(jobId);
    }

    function test_settle_by_a_stranger_after_the_window() public {
        bytes32 jobId = ended(1000);
        skip(DISPUTE_WINDOW + 1);
        vm.prank(stranger);
        escrow.settle(jobId);
        uint256 gross = floorOf(2_500_001, 1000);
        isSplit(gross, netOf(gross), feeOf(gross));
        isReason(jobId, INectoEscrow.CloseReason.Paid);
        isEmpty();
    }

    function test_settle_by_the_buyer_at_once() public {
        bytes32 jobId = ended(1000);
        vm.prank(buyer);
        escrow.settle(jobId);
        uint256 gross = floorOf(2_500_001, 1000);
        isSplit(gross, netOf(gross), feeOf(gross));
        eq(escrow.jobs(jobId).usedSecs, 1000, "used");
    }

    function test_settle_emits() public {
        bytes32 jobId = ended(1000);
        uint256 gross = floorOf(2_500_001, 1000);
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobClosed(
            jobId,
            INectoEscrow.CloseReason.Paid,
            1000,
            netOf(gross),
            exampleDeposit() - gross,
            feeOf(gross)
        );
        vm.prank(buyer);
        escrow.settle(jobId);
    }

    function test_settle_twice_is_refused() public {
        bytes32 jobId = closed();
        vm.prank(buyer);
        expectWrongStatus(jobId, INectoEscrow.Status.Closed, INectoEscrow.Status.Ended);
        escrow.settle(jobId);
    }

    // settleMany

    function endedWithSalt(uint256 salt, address provider_) internal returns (bytes32 jobId) {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.salt = bytes32(salt);
        terms.provider = provider_;
        jobId = openAs(terms);
        vm.startPrank(provider_);
        escrow.start(jobId);
        vm.stopPrank();
        skip(1000);
        vm.prank(provider_);
        escrow.end(jobId, 900);
    }

    function test_settle_many_settles_all() public {
        bytes32[] memory ids = new bytes32[](4);
        for (uint256 i = 0; i < 4; ++i) ids[i] = endedWithSalt(i, i < 2 ? provider : stranger);
        skip(DISPUTE_WINDOW + 1);
        vm.prank(relayer);
        eq(escrow.settleMany(ids), 4, "settled");
        uint256 gross = floorOf(2_500_001, 900);
        eq(token.balanceOf(provider), 2 * netOf(gross), "first provider");
        eq(token.balanceOf(stranger), 2 * netOf(gross), "second provider");
        eq(escrow.config().fees, 4 * feeOf(gross), "fees");
        isEmpty();
    }

    function test_settle_many_of_alternating_providers() public {
        bytes32[] memory ids = new bytes32[](5);
        for (uint256 i = 0; i < 5; ++i) ids[i] = endedWithSalt(i, i % 2 == 0 ? provider : stranger);
        skip(DISPUTE_WINDOW + 1);
        eq(escrow.settleMany(ids), 5, "settled");
        uint256 gross = floorOf(2_500_001, 900);
        eq(token.balanceOf(provider), 3 * netOf(gross), "first provider");
        eq(token.balanceOf(stranger), 2 * netOf(gross), "second provider");
        isEmpty();
    }

    function test_settle_many_skips_what_cannot_be_settled() public {
        bytes32[] memory ids = new bytes32[](6);
        ids[0] = keccak256("none");
        ids[1] = endedWithSalt(1, provider);
        ids[2] = ids[1];
        skip(DISPUTE_WINDOW);
        ids[3] = openExample();
        ids[4] = endedWithSalt(4, provider);
        ids[5] = endedWithSalt(5, provider);
        vm.prank(relayer);
        eq(escrow.settleMany(ids), 1, "settled");
        isStatus(ids[1], INectoEscrow.Status.Closed);
        isStatus(ids[3], INectoEscrow.Status.Funded);
        isStatus(ids[4], INectoEscrow.Status.Ended);
    }

    function test_settle_many_in_the_last_second_of_the_window_skips() public {
        bytes32[] memory ids = new bytes32[](1);
        ids[0] = ended(100);
        skip(DISPUTE_WINDOW);
        eq(escrow.settleMany(ids), 0, "settled");
        skip(1);
        eq(escrow.settleMany(ids), 1, "settled");
    }

    function test_settle_many_by_the_buyer_needs_no_window() public {
        bytes32[] memory ids = new bytes32[](2);
        ids[0] = endedWithSalt(1, provider);
        ids[1] = endedWithSalt(2, provider);
        vm.prank(buyer);
        eq(escrow.settleMany(ids), 2, "settled");
    }

    function test_settle_many_emits_for_every_job() public {
        bytes32[] memory ids = new bytes32[](2);
        ids[0] = endedWithSalt(1, provider);
        ids[1] = endedWithSalt(2, provider);
        uint256 gross = floorOf(2_500_001, 900);
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectEmit(address(escrow));
            emit INectoEscrow.JobClosed(
                ids[i],
                INectoEscrow.CloseReason.Paid,
                900,
                netOf(gross),
                exampleDeposit() - gross,
                feeOf(gross)
            );
        }
        vm.prank(buyer);
        escrow.settleMany(ids);
    }

    function test_settle_many_of_nothing() public {
        eq(escrow.settleMany(new bytes32[](0)), 0, "settled");
    }

    function test_settle_many_of_a_hundred_is_allowed() public {
        eq(escrow.settleMany(new bytes32[](100)), 0, "settled");
    }

    function test_settle_many_of_a_hundred_and_one_is_refused() public {
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.BatchTooLarge.selector, 101, 100));
        escrow.settleMany(new bytes32[](101));
    }

    // cancel

    function test_cancel_by_the_buyer_refunds_all() public {
        bytes32 jobId = openExample();
        vm.prank(buyer);
        escrow.cancel(jobId);
        isSplit(0, 0, 0);
        isReason(jobId, INectoEscrow.CloseReason.Cancelled);
        eq(escrow.jobs(jobId).usedSecs, 0, "used");
        isEmpty();
    }

    function test_cancel_by_the_provider_declines() public {
        bytes32 jobId = openExample();
        vm.prank(provider);
        escrow.cancel(jobId);
        isSplit(0, 0, 0);
        isReason(jobId, INectoEscrow.CloseReason.Declined);
    }

    function test_cancel_by_the_operator_declines() public {
        bytes32 jobId = openExample();
        vm.prank(operator);
        escrow.cancel(jobId);
        isReason(jobId, INectoEscrow.CloseReason.Declined);
    }

    function test_cancel_by_a_stranger_is_refused() public {
        bytes32 jobId = openExample();
        vm.prank(stranger);
        expectWrongCaller(stranger, provider);
        escrow.cancel(jobId);
    }

    function test_cancel_after_the_start_window_still_works() public {
        bytes32 jobId = openExample();
        skip(START_WINDOW + 1);
        vm.prank(buyer);
        escrow.cancel(jobId);
        isReason(jobId, INectoEscrow.CloseReason.Cancelled);
    }

    function test_cancel_emits() public {
        bytes32 jobId = openExample();
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobClosed(jobId, INectoEscrow.CloseReason.Cancelled, 0, 0, exampleDeposit(), 0);
        vm.prank(buyer);
        escrow.cancel(jobId);
    }

    function test_cancel_twice_is_refused() public {
        bytes32 jobId = openExample();
        vm.startPrank(buyer);
        escrow.cancel(jobId);
        expectWrongStatus(jobId, INectoEscrow.Status.Closed, INectoEscrow.Status.Funded);
        escrow.cancel(jobId);
    }

    // reclaim

    function test_reclaim_in_the_last_second_of_the_window_is_refused() public {
        bytes32 jobId = openExample();
        skip(START_WINDOW);
        expectTooEarly(T0 + START_WINDOW + 1);
        escrow.reclaim(jobId);
    }

    function test_reclaim_one_second_earlier_is_refused() public {
        bytes32 jobId = openExample();
        skip(START_WINDOW - 1);
        expectTooEarly(T0 + START_WINDOW + 1);
        escrow.reclaim(jobId);
    }

    function test_reclaim_after_the_window_by_anyone_refunds_the_buyer() public {
        bytes32 jobId = openExample();
        skip(START_WINDOW + 1);
        vm.prank(stranger);
        escrow.reclaim(jobId);
        isSplit(0, 0, 0);
        isReason(jobId, INectoEscrow.CloseReason.NoShow);
        eq(token.balanceOf(stranger), 0, "stranger gets nothing");
        isEmpty();
    }

    function test_reclaim_after_a_sequencer_outage() public {
        bytes32 jobId = openExample();
        skip(6 hours);
        escrow.reclaim(jobId);
        isSplit(0, 0, 0);
    }
}

contract EndFiatTest is EndTest {
    function isFiat() internal pure override returns (bool) {
        return true;
    }
}

contract EndPlainTest is EndTest {
    function isFiat() internal pure override returns (bool) {
        return false;
    }
}
