// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {INectoEscrow} from "../src/interfaces/INectoEscrow.sol";
import {EscrowFixture} from "./support/EscrowFixture.sol";

/// @notice `open`, and what every way of opening shares.
abstract contract OpenTest is EscrowFixture {
    function rejects(INectoEscrow.Terms memory terms, bytes memory reason) internal {
        vm.prank(buyer);
        vm.expectRevert(reason);
        escrow.open(terms);
    }

    function test_open_needs_the_buyer_as_caller() public {
        vm.prank(relayer);
        expectWrongCaller(relayer, buyer);
        escrow.open(exampleTerms());
    }

    function test_open_needs_a_provider() public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.provider = address(0);
        rejects(terms, abi.encodeWithSelector(INectoEscrow.InvalidProvider.selector, address(0)));
    }

    function test_open_refuses_the_buyer_as_provider() public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.provider = buyer;
        rejects(terms, abi.encodeWithSelector(INectoEscrow.InvalidProvider.selector, buyer));
    }

    function test_open_refuses_59_seconds() public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.secs = 59;
        rejects(terms, abi.encodeWithSelector(INectoEscrow.SecsOutOfRange.selector, 59, 60, 194 days));
    }

    function test_open_takes_60_seconds() public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.secs = 60;
        bytes32 jobId = openAs(terms);
        eq(escrow.jobs(jobId).secs, 60, "secs");
    }

    function test_open_takes_194_days() public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.secs = 194 days;
        bytes32 jobId = openAs(terms);
        eq(escrow.jobs(jobId).secs, 16_761_600, "secs");
    }

    function test_open_refuses_a_second_more_than_194_days() public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.secs = 194 days + 1;
        rejects(terms, abi.encodeWithSelector(INectoEscrow.SecsOutOfRange.selector, 194 days + 1, 60, 194 days));
    }

    function test_open_refuses_a_rate_of_zero() public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.rate = 0;
        rejects(terms, abi.encodeWithSelector(INectoEscrow.DepositTooSmall.selector, 0, 10_000));
    }

    function test_open_refuses_a_deposit_below_a_cent() public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.rate = 9_999;
        terms.secs = 3600;
        rejects(terms, abi.encodeWithSelector(INectoEscrow.DepositTooSmall.selector, 9_999, 10_000));
    }

    function test_open_takes_a_deposit_of_a_cent() public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.rate = 10_000;
        terms.secs = 3600;
        openAs(terms);
        isSplit(10_000, 0, 0);
    }

    function test_open_refuses_a_fee_below_the_fee_in_force() public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.feeBps = FEE - 1;
        rejects(terms, abi.encodeWithSelector(INectoEscrow.WrongFee.selector, FEE - 1, FEE));
    }

    function test_open_refuses_a_fee_above_the_fee_in_force() public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.feeBps = FEE + 1;
        rejects(terms, abi.encodeWithSelector(INectoEscrow.WrongFee.selector, FEE + 1, FEE));
    }

    function test_open_twice_is_refused() public {
        bytes32 jobId = openExample();
        rejects(
            exampleTerms(),
            abi.encodeWithSelector(
                INectoEscrow.WrongStatus.selector,
                jobId,
                INectoEscrow.Status.Funded,
                INectoEscrow.Status.None
            )
        );
    }

    function test_open_again_after_closing_is_refused() public {
        bytes32 jobId = closed();
        rejects(
            exampleTerms(),
            abi.encodeWithSelector(
                INectoEscrow.WrongStatus.selector,
                jobId,
                INectoEscrow.Status.Closed,
                INectoEscrow.Status.None
            )
        );
    }

    function test_open_without_allowance_is_refused() public {
        vm.prank(buyer);
        token.approve(address(escrow), exampleDeposit() - 1);
        vm.prank(buyer);
        vm.expectRevert();
        escrow.open(exampleTerms());
    }

    function test_open_without_balance_is_refused() public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.buyer = stranger;
        vm.prank(stranger);
        token.approve(address(escrow), FUNDS);
        vm.prank(stranger);
        vm.expectRevert();
        escrow.open(terms);
    }

    function test_open_stores_every_field() public {
        bytes32 jobId = openExample();
        INectoEscrow.Job memory job = escrow.jobs(jobId);
        eq(job.buyer, buyer, "buyer");
        eq(job.provider, provider, "provider");
        eq(uint256(job.status), uint256(INectoEscrow.Status.Funded), "status");
        eq(uint256(job.reason), 0, "reason");
        yes(!job.rated, "not rated");
        eq(job.rate, 2_500_001, "rate");
        eq(job.secs, 3601, "secs");
        eq(job.feeBps, FEE, "fee");
        eq(job.since, T0, "since");
        eq(job.paidSecs, 0, "paid");
        eq(job.usedSecs, 0, "used");
        eq(job.root, keccak256("root"), "root");
    }

    function test_open_pulls_the_deposit_rounded_up() public {
        bytes32 jobId = openExample();
        // 2,500,001 · 3,601 / 3,600 = 2,500,695.4…
        isSplit(2_500_696, 0, 0);
        eq(token.balanceOf(address(escrow)), 2_500_696, "held");
        eq(escrow.lockedIn(jobId), 2_500_696, "locked");
    }

    function test_open_rounds_up_the_smallest_fraction() public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.rate = 723_541;
        terms.secs = 61;
        openAs(terms);
        // 723,541 · 61 = 12,260 · 3,600 + 1
        isSplit(12_261, 0, 0);
    }

    function test_open_returns_the_id_of_its_terms() public {
        bytes32 expected = escrow.jobIdOf(exampleTerms());
        eq(openExample(), expected, "id");
    }

    function test_open_emits_every_term() public {
        INectoEscrow.Terms memory t = exampleTerms();
        bytes32 jobId = escrow.jobIdOf(t);
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobOpened(
            jobId,
            t.buyer,
            t.provider,
            t.salt,
            t.listingId,
            t.listingVersion,
            t.secs,
            t.feeBps,
            t.rate,
            t.root,
            t.mode
        );
        openAs(t);
    }

    function test_open_takes_the_widest_rate_and_longest_time() public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.rate = type(uint48).max;
        terms.secs = 194 days;
        uint256 deposit = ceilOf(type(uint48).max, 194 days);
        token.mint(buyer, deposit);
        vm.prank(buyer);
        token.approve(address(escrow), deposit);
        bytes32 jobId = openAs(terms);
        eq(escrow.lockedIn(jobId), deposit, "locked");
        eq(escrow.jobs(jobId).rate, type(uint48).max, "rate");
    }

    function test_open_with_an_unknown_listing_is_allowed() public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.listingId = 0;
        terms.listingVersion = 0;
        isStatus(openAs(terms), INectoEscrow.Status.Funded);
    }

    function test_open_of_zero_root_and_mode_is_allowed() public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.root = 0;
        terms.mode = 0;
        isStatus(openAs(terms), INectoEscrow.Status.Funded);
    }

    function test_id_depends_on_every_term() public view {
        bytes32[11] memory ids;
        for (uint256 i = 0; i < 11; ++i) {
            INectoEscrow.Terms memory t = exampleTerms();
            if (i == 1) t.buyer = stranger;
            if (i == 2) t.provider = stranger;
            if (i == 3) t.salt = keccak256("other");
            if (i == 4) t.listingId = keccak256("other");
            if (i == 5) t.listingVersion = 4;
            if (i == 6) t.secs = 3602;
            if (i == 7) t.feeBps = 251;
            if (i == 8) t.rate = 2_500_002;
            if (i == 9) t.root = keccak256("other");
            if (i == 10) t.mode = keccak256("other");
            ids[i] = escrow.jobIdOf(t);
            for (uint256 j = 0; j < i; ++j) yes(ids[i] != ids[j], "different");
        }
    }

    function test_id_depends_on_the_chain() public {
        bytes32 here = escrow.jobIdOf(exampleTerms());
        vm.chainId(99_999);
        yes(escrow.jobIdOf(exampleTerms()) != here, "other chain, other id");
    }

    function test_id_depends_on_the_escrow() public {
        INectoEscrow other = deployEscrow(setupOf(address(token)));
        yes(other.jobIdOf(exampleTerms()) != escrow.jobIdOf(exampleTerms()), "other escrow, other id");
    }

    function test_id_is_the_documented_hash() public view {
        INectoEscrow.Terms memory terms = exampleTerms();
        eq(
            escrow.jobIdOf(terms),
            keccak256(abi.encode(block.chainid, address(escrow), terms)),
            "hash of chain, escrow and terms"
        );
    }

    function test_nobody_else_can_take_an_id_first() public {
        INectoEscrow.Terms memory terms = exampleTerms();
        fund(stranger);
        vm.prank(stranger);
        expectWrongCaller(stranger, buyer);
        escrow.open(terms);
        terms.buyer = stranger;
        yes(openAs(terms) != escrow.jobIdOf(exampleTerms()), "another id");
        isStatus(openExample(), INectoEscrow.Status.Funded);
    }

    function test_open_while_paused_is_refused() public {
        vm.prank(guardian);
        escrow.pauseOpening(uint40(T0 + 100));
        rejects(exampleTerms(), abi.encodeWithSelector(INectoEscrow.OpeningIsPaused.selector, T0 + 100));
    }

    function test_open_in_the_last_paused_second_is_refused() public {
        vm.prank(guardian);
        escrow.pauseOpening(uint40(T0 + 100));
        skip(99);
        rejects(exampleTerms(), abi.encodeWithSelector(INectoEscrow.OpeningIsPaused.selector, T0 + 100));
    }

    function test_open_works_again_when_the_pause_has_run_out() public {
        vm.prank(guardian);
        escrow.pauseOpening(uint40(T0 + 100));
        skip(100);
        isStatus(openExample(), INectoEscrow.Status.Funded);
    }

    function test_open_carries_the_fee_in_force_for_good() public {
        bytes32 jobId = openExample();
        vm.prank(owner);
        escrow.setFee(500);
        eq(escrow.jobs(jobId).feeBps, FEE, "fee at opening");
        startIt(jobId);
        skip(3600);
        vm.prank(buyer);
        escrow.end(jobId);
        uint256 gross = floorOf(2_500_001, 3600);
        isSplit(gross, netOf(gross), feeOf(gross));
    }

    function test_open_with_a_fee_of_zero() public {
        vm.prank(owner);
        escrow.setFee(0);
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.feeBps = 0;
        bytes32 jobId = openAs(terms);
        startIt(jobId);
        skip(3600);
        vm.prank(buyer);
        escrow.end(jobId);
        isSplit(2_500_001, 2_500_001, 0);
    }

    function test_unknown_jobs_read_as_nothing() public view {
        INectoEscrow.Job memory job = escrow.jobs(keccak256("none"));
        eq(job.buyer, address(0), "buyer");
        eq(uint256(job.status), 0, "status");
        eq(escrow.lockedIn(keccak256("none")), 0, "locked");
    }
}

contract OpenFiatTest is OpenTest {
    function isFiat() internal pure override returns (bool) {
        return true;
    }
}

contract OpenPlainTest is OpenTest {
    function isFiat() internal pure override returns (bool) {
        return false;
    }
}
