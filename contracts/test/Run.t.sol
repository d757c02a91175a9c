// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {INectoEscrow} from "../src/interfaces/INectoEscrow.sol";
import {EscrowFixture} from "./support/EscrowFixture.sol";

/// @notice `start`, `extend` and `checkpoint`.
abstract contract RunTest is EscrowFixture {
    function extendIt(bytes32 jobId, uint24 extraSecs) internal {
        vm.prank(buyer);
        escrow.extend(jobId, extraSecs);
    }

    function checkpointIt(bytes32 jobId) internal {
        vm.prank(provider);
        escrow.checkpoint(jobId);
    }

    function longJob() internal returns (bytes32 jobId) {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.secs = 100_000;
        jobId = openAs(terms);
        startIt(jobId);
    }

    // start

    function test_start_by_a_stranger_is_refused() public {
        bytes32 jobId = openExample();
        vm.prank(stranger);
        expectWrongCaller(stranger, provider);
        escrow.start(jobId);
    }

    function test_start_by_the_buyer_is_refused() public {
        bytes32 jobId = openExample();
        vm.prank(buyer);
        expectWrongCaller(buyer, provider);
        escrow.start(jobId);
    }

    function test_start_by_the_operator_works() public {
        bytes32 jobId = openExample();
        vm.prank(operator);
        escrow.start(jobId);
        isStatus(jobId, INectoEscrow.Status.Active);
    }

    function test_start_by_another_providers_operator_is_refused() public {
        bytes32 jobId = openExample();
        vm.prank(stranger);
        escrow.setOperator(relayer);
        vm.prank(relayer);
        expectWrongCaller(relayer, provider);
        escrow.start(jobId);
    }

    function test_start_by_a_replaced_operator_is_refused() public {
        bytes32 jobId = openExample();
        vm.prank(provider);
        escrow.setOperator(relayer);
        vm.prank(operator);
        expectWrongCaller(operator, provider);
        escrow.start(jobId);
    }

    function test_start_sets_the_clock() public {
        bytes32 jobId = openExample();
        skip(77);
        startIt(jobId);
        eq(escrow.jobs(jobId).since, T0 + 77, "since");
        eq(escrow.jobs(jobId).root, keccak256("root"), "root stays");
        eq(escrow.jobs(jobId).buyer, buyer, "buyer stays");
    }

    function test_start_emits() public {
        bytes32 jobId = openExample();
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobStarted(jobId);
        startIt(jobId);
    }

    function test_start_one_second_before_the_window_closes() public {
        bytes32 jobId = openExample();
        skip(START_WINDOW - 1);
        startIt(jobId);
        isStatus(jobId, INectoEscrow.Status.Active);
    }

    function test_start_in_the_last_second_of_the_window() public {
        bytes32 jobId = openExample();
        skip(START_WINDOW);
        startIt(jobId);
        isStatus(jobId, INectoEscrow.Status.Active);
    }

    function test_start_one_second_after_the_window_is_refused() public {
        bytes32 jobId = openExample();
        skip(START_WINDOW + 1);
        vm.prank(provider);
        expectTooLate(T0 + START_WINDOW);
        escrow.start(jobId);
    }

    function test_start_in_the_second_of_opening() public {
        isStatus(active(), INectoEscrow.Status.Active);
    }

    function test_start_then_cancel_in_one_second_is_refused() public {
        bytes32 jobId = active();
        vm.prank(buyer);
        expectWrongStatus(jobId, INectoEscrow.Status.Active, INectoEscrow.Status.Funded);
        escrow.cancel(jobId);
    }

    function test_cancel_then_start_in_one_second_is_refused() public {
        bytes32 jobId = openExample();
        vm.prank(buyer);
        escrow.cancel(jobId);
        vm.prank(provider);
        expectWrongStatus(jobId, INectoEscrow.Status.Closed, INectoEscrow.Status.Funded);
        escrow.start(jobId);
    }

    // extend

    function test_extend_by_the_provider_is_refused() public {
        bytes32 jobId = active();
        vm.prank(provider);
        expectWrongCaller(provider, buyer);
        escrow.extend(jobId, 60);
    }

    function test_extend_by_59_seconds_is_refused() public {
        bytes32 jobId = active();
        vm.prank(buyer);
        expectSecs(59, 60, 194 days - 3601);
        escrow.extend(jobId, 59);
    }

    function test_extend_by_60_seconds() public {
        bytes32 jobId = active();
        extendIt(jobId, 60);
        eq(escrow.jobs(jobId).secs, 3661, "secs");
    }

    function test_extend_to_194_days() public {
        bytes32 jobId = active();
        extendIt(jobId, uint24(194 days - 3601));
        eq(escrow.jobs(jobId).secs, 194 days, "secs");
        eq(escrow.lockedIn(jobId), ceilOf(2_500_001, 194 days), "locked");
    }

    function test_extend_beyond_194_days_is_refused() public {
        bytes32 jobId = active();
        vm.prank(buyer);
        expectSecs(194 days - 3600, 60, 194 days - 3601);
        escrow.extend(jobId, uint24(194 days - 3600));
    }

    function test_extend_pulls_the_difference_of_two_prices() public {
        bytes32 jobId = active();
        extendIt(jobId, 1801);
        isSplit(ceilOf(2_500_001, 5402), 0, 0);
        eq(escrow.lockedIn(jobId), ceilOf(2_500_001, 5402), "locked");
    }

    function test_extend_often_rounds_up_once() public {
        bytes32 jobId = active();
        for (uint256 i = 0; i < 20; ++i) extendIt(jobId, 61);
        isSplit(ceilOf(2_500_001, 3601 + 20 * 61), 0, 0);
    }

    function test_extend_emits_the_new_length_and_the_price() public {
        bytes32 jobId = active();
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobExtended(jobId, 5402, ceilOf(2_500_001, 5402) - ceilOf(2_500_001, 3601));
        extendIt(jobId, 1801);
    }

    function test_extend_keeps_rate_fee_provider_and_clock() public {
        bytes32 jobId = active();
        vm.prank(owner);
        escrow.setFee(500);
        skip(100);
        extendIt(jobId, 1801);
        INectoEscrow.Job memory job = escrow.jobs(jobId);
        eq(job.rate, 2_500_001, "rate");
        eq(job.feeBps, FEE, "fee");
        eq(job.provider, provider, "provider");
        eq(job.since, T0, "since");
        eq(uint256(job.status), uint256(INectoEscrow.Status.Active), "status");
    }

    function test_extend_in_the_last_metered_second() public {
        bytes32 jobId = active();
        skip(3600);
        extendIt(jobId, 60);
        eq(escrow.jobs(jobId).secs, 3661, "secs");
    }

    function test_extend_at_the_metered_end_is_refused() public {
        bytes32 jobId = active();
        skip(3601);
        vm.prank(buyer);
        expectTooLate(T0 + 3600);
        escrow.extend(jobId, 60);
    }

    function test_extend_one_second_after_the_metered_end_is_refused() public {
        bytes32 jobId = active();
        skip(3602);
        vm.prank(buyer);
        expectTooLate(T0 + 3600);
        escrow.extend(jobId, 60);
    }

    function test_extend_while_opening_is_paused() public {
        bytes32 jobId = active();
        vm.prank(guardian);
        escrow.pauseOpening(uint40(T0 + 100));
        extendIt(jobId, 60);
    }

    function test_extended_time_is_metered() public {
        bytes32 jobId = active();
        extendIt(jobId, 1801);
        skip(5000);
        vm.prank(buyer);
        escrow.end(jobId);
        uint256 gross = floorOf(2_500_001, 5000);
        isSplit(gross, netOf(gross), feeOf(gross));
    }

    function test_extension_id_is_the_documented_hash() public view {
        eq(
            escrow.extensionIdOf(keccak256("job"), 3601, 60),
            keccak256(abi.encode(block.chainid, address(escrow), keccak256("job"), uint256(3601), uint256(60))),
            "id"
        );
    }

    // checkpoint

    function test_checkpoint_by_a_stranger_is_refused() public {
        bytes32 jobId = longJob();
        skip(DISPUTE_WINDOW + 100);
        vm.prank(stranger);
        expectWrongCaller(stranger, provider);
        escrow.checkpoint(jobId);
    }

    function test_checkpoint_by_the_buyer_is_refused() public {
        bytes32 jobId = longJob();
        skip(DISPUTE_WINDOW + 100);
        vm.prank(buyer);
        expectWrongCaller(buyer, provider);
        escrow.checkpoint(jobId);
    }

    function test_checkpoint_by_the_operator_pays_the_provider() public {
        bytes32 jobId = longJob();
        skip(DISPUTE_WINDOW + 3600);
        vm.prank(operator);
        escrow.checkpoint(jobId);
        eq(token.balanceOf(provider), netOf(2_500_001), "got");
        eq(token.balanceOf(operator), 0, "operator gets nothing");
    }

    function test_checkpoint_within_the_dispute_window_is_refused() public {
        bytes32 jobId = longJob();
        skip(DISPUTE_WINDOW);
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.NothingToPay.selector, 0, 0));
        escrow.checkpoint(jobId);
    }

    function test_checkpoint_one_second_before_the_window_is_refused() public {
        bytes32 jobId = longJob();
        skip(DISPUTE_WINDOW - 1);
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.NothingToPay.selector, 0, 0));
        escrow.checkpoint(jobId);
    }

    function test_checkpoint_of_a_single_second() public {
        bytes32 jobId = longJob();
        skip(DISPUTE_WINDOW + 1);
        checkpointIt(jobId);
        eq(escrow.jobs(jobId).paidSecs, 1, "paid");
        eq(token.balanceOf(provider), netOf(694), "got");
    }

    function test_checkpoint_pays_what_is_older_than_the_window() public {
        bytes32 jobId = longJob();
        skip(DISPUTE_WINDOW + 3600);
        checkpointIt(jobId);
        eq(escrow.jobs(jobId).paidSecs, 3600, "paid");
        isSplit(ceilOf(2_500_001, 100_000), netOf(2_500_001), feeOf(2_500_001));
        eq(escrow.lockedIn(jobId), ceilOf(2_500_001, 100_000) - 2_500_001, "locked");
    }

    function test_checkpoint_keeps_status_and_clock() public {
        bytes32 jobId = longJob();
        skip(DISPUTE_WINDOW + 3600);
        checkpointIt(jobId);
        INectoEscrow.Job memory job = escrow.jobs(jobId);
        eq(uint256(job.status), uint256(INectoEscrow.Status.Active), "status");
        eq(job.since, T0, "since");
        eq(job.buyer, buyer, "buyer");
        eq(job.usedSecs, 0, "used");
    }

    function test_checkpoint_emits() public {
        bytes32 jobId = longJob();
        skip(DISPUTE_WINDOW + 3600);
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobCheckpointed(jobId, 3600, netOf(2_500_001), feeOf(2_500_001));
        checkpointIt(jobId);
    }

    function test_checkpoint_twice_in_a_second_is_refused() public {
        bytes32 jobId = longJob();
        skip(DISPUTE_WINDOW + 3600);
        checkpointIt(jobId);
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.NothingToPay.selector, 3600, 3600));
        escrow.checkpoint(jobId);
    }

    function test_checkpoint_leaves_a_second() public {
        bytes32 jobId = longJob();
        skip(DISPUTE_WINDOW + 200_000);
        checkpointIt(jobId);
        eq(escrow.jobs(jobId).paidSecs, 99_999, "paid");
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.NothingToPay.selector, 99_999, 99_999));
        escrow.checkpoint(jobId);
    }

    function test_checkpoint_exactly_at_the_end_leaves_a_second() public {
        bytes32 jobId = longJob();
        skip(DISPUTE_WINDOW + 100_000);
        checkpointIt(jobId);
        eq(escrow.jobs(jobId).paidSecs, 99_999, "paid");
    }

    function test_many_checkpoints_pay_what_one_settlement_pays() public {
        bytes32 jobId = longJob();
        skip(DISPUTE_WINDOW);
        for (uint256 i = 0; i < 30; ++i) {
            skip(7 + i);
            checkpointIt(jobId);
        }
        vm.prank(buyer);
        escrow.end(jobId);
        uint256 gross = floorOf(2_500_001, DISPUTE_WINDOW + 30 * 7 + 435);
        isSplit(gross, netOf(gross), feeOf(gross));
        isEmpty();
    }

    function test_checkpoint_then_extend_and_end() public {
        bytes32 jobId = longJob();
        skip(DISPUTE_WINDOW + 3600);
        checkpointIt(jobId);
        extendIt(jobId, 77);
        eq(escrow.jobs(jobId).paidSecs, 3600, "paid stays");
        vm.prank(buyer);
        escrow.end(jobId);
        uint256 gross = floorOf(2_500_001, DISPUTE_WINDOW + 3600);
        isSplit(gross, netOf(gross), feeOf(gross));
        isEmpty();
    }
}

contract RunFiatTest is RunTest {
    function isFiat() internal pure override returns (bool) {
        return true;
    }
}

contract RunPlainTest is RunTest {
    function isFiat() internal pure override returns (bool) {
        return false;
    }
}
