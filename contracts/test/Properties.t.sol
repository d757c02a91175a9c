// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {INectoEscrow} from "../src/interfaces/INectoEscrow.sol";
import {Meter, Meters, Price, Prices} from "../src/libraries/JobWords.sol";
import {Pricing} from "../src/libraries/Pricing.sol";
import {EscrowFixture} from "./support/EscrowFixture.sol";

/// @notice What holds for any rate, length and time.
abstract contract PropertiesTest is EscrowFixture {
    function termsWith(uint48 rate, uint24 secs) internal view returns (INectoEscrow.Terms memory terms) {
        terms = exampleTerms();
        terms.rate = uint48(within(rate, 600_000, type(uint48).max));
        terms.secs = uint24(within(secs, 60, 194 days));
    }

    /// @dev A funded job of any rate and length, with the tokens it takes.
    function anyJob(uint48 rate, uint24 secs) internal returns (bytes32 jobId, INectoEscrow.Terms memory terms) {
        terms = termsWith(rate, secs);
        token.mint(buyer, 1 << 80);
        vm.prank(buyer);
        token.approve(address(escrow), type(uint256).max);
        jobId = openAs(terms);
    }

    function anyActive(uint48 rate, uint24 secs) internal returns (bytes32 jobId, INectoEscrow.Terms memory terms) {
        (jobId, terms) = anyJob(rate, secs);
        startIt(jobId);
    }

    function anyEnded(
        uint48 rate,
        uint24 secs,
        uint24 used
    ) internal returns (bytes32 jobId, INectoEscrow.Terms memory terms, uint24 claim) {
        (jobId, terms) = anyActive(rate, secs);
        claim = uint24(within(used, 0, terms.secs));
        skip(terms.secs);
        endIt(jobId, claim);
    }

    function spent() internal view returns (uint256) {
        return FUNDS + (1 << 80) - token.balanceOf(buyer);
    }

    // pricing

    function test_fuzz_deposit_covers_all_earnings(uint48 rate, uint24 secs, uint24 used) public pure {
        used = uint24(within(used, 0, secs));
        yes(Pricing.earned(rate, used) <= Pricing.deposit(rate, secs), "floor <= ceil");
    }

    function test_fuzz_deposit_is_the_ceiling(uint48 rate, uint24 secs) public pure {
        eq(Pricing.deposit(rate, secs), ceilOf(rate, secs), "ceiling");
    }

    function test_fuzz_deposit_and_earnings_differ_by_at_most_one(uint48 rate, uint24 secs) public pure {
        yes(Pricing.deposit(rate, secs) - Pricing.earned(rate, secs) <= 1, "at most a unit");
    }

    function test_fuzz_earnings_grow_with_time(uint48 rate, uint24 a, uint24 b) public pure {
        if (a > b) (a, b) = (b, a);
        yes(Pricing.earned(rate, a) <= Pricing.earned(rate, b), "monotone");
    }

    function test_fuzz_fee_is_within_its_share(uint256 gross, uint16 bps) public pure {
        gross = within(gross, 0, 1 << 72);
        bps = uint16(within(bps, 0, 500));
        uint256 fee = Pricing.fee(gross, bps);
        yes(fee * 10_000 <= gross * bps && (fee + 1) * 10_000 > gross * bps, "rounded down");
    }

    function test_fuzz_fee_grows_with_earnings(uint256 a, uint256 b, uint16 bps) public pure {
        a = within(a, 0, 1 << 72);
        b = within(b, a, 1 << 72);
        bps = uint16(within(bps, 0, 500));
        yes(Pricing.fee(a, bps) <= Pricing.fee(b, bps), "monotone");
        yes(Pricing.fee(b, bps) - Pricing.fee(a, bps) <= b - a, "never more than what is earned");
    }

    // packing

    function test_fuzz_meter_keeps_its_parts(address who, uint40 time, uint8 status, uint24 paid, uint24 used) public {
        vm.warp(time);
        INectoEscrow.Status status_ = INectoEscrow.Status(status % 6);
        Meter meter = Meters.pack(who, INectoEscrow.Status.Funded, time).to(
            status_,
            INectoEscrow.CloseReason(status % 7),
            paid,
            used
        );
        eq(meter.buyer(), who, "buyer");
        eq(uint256(meter.status()), status % 6, "status");
        eq(uint256(meter.reason()), status % 7, "reason");
        eq(meter.since(), time, "since");
        eq(meter.paidSecs(), paid, "paid");
        eq(meter.usedSecs(), used, "used");
        yes(!meter.isRated(), "not rated");
        yes(meter.has(status_), "has");
    }

    function test_fuzz_meter_with_other_paid_seconds(address who, uint40 time, uint24 paid, uint24 other) public {
        vm.warp(time);
        Meter meter = Meters
            .pack(who, INectoEscrow.Status.Funded, time)
            .to(INectoEscrow.Status.Active, INectoEscrow.CloseReason.None, paid, type(uint24).max)
            .withPaid(other);
        eq(meter.paidSecs(), other, "paid");
        eq(meter.usedSecs(), type(uint24).max, "used stays");
        eq(meter.since(), time, "since stays");
        eq(meter.buyer(), who, "buyer stays");
    }

    function test_fuzz_meter_rated(address who, uint40 time, uint24 used) public {
        vm.warp(time);
        Meter meter = Meters
            .pack(who, INectoEscrow.Status.Funded, time)
            .to(INectoEscrow.Status.Closed, INectoEscrow.CloseReason.Halved, used, used)
            .withRated();
        yes(meter.isRated(), "rated");
        eq(uint256(meter.reason()), uint256(INectoEscrow.CloseReason.Halved), "reason stays");
        eq(meter.since(), time, "since stays");
    }

    function test_fuzz_price_keeps_its_parts(
        address who,
        uint48 rate,
        uint24 secs,
        uint16 bps,
        uint24 next
    ) public pure {
        Price price = Prices.pack(who, rate, secs, bps);
        eq(price.provider(), who, "provider");
        eq(price.rate(), rate, "rate");
        eq(price.secs(), secs, "secs");
        eq(price.feeBps(), bps, "fee");
        price = price.withSecs(next);
        eq(price.secs(), next, "secs");
        eq(price.rate(), rate, "rate stays");
        eq(price.feeBps(), bps, "fee stays");
        eq(price.provider(), who, "provider stays");
    }

    // opening

    function test_fuzz_open_stores_what_was_agreed(uint48 rate, uint24 secs, bytes32 root) public {
        INectoEscrow.Terms memory terms = termsWith(rate, secs);
        terms.root = root;
        token.mint(buyer, 1 << 80);
        vm.prank(buyer);
        token.approve(address(escrow), type(uint256).max);
        INectoEscrow.Job memory job = escrow.jobs(openAs(terms));
        eq(job.rate, terms.rate, "rate");
        eq(job.secs, terms.secs, "secs");
        eq(job.root, root, "root");
        eq(spent(), ceilOf(terms.rate, terms.secs), "spent");
    }

    function test_fuzz_open_holds_the_deposit(uint48 rate, uint24 secs) public {
        (bytes32 jobId, INectoEscrow.Terms memory terms) = anyJob(rate, secs);
        eq(escrow.lockedIn(jobId), ceilOf(terms.rate, terms.secs), "locked");
        eq(token.balanceOf(address(escrow)), ceilOf(terms.rate, terms.secs), "held");
    }

    function test_fuzz_open_refuses_other_lengths(uint24 secs) public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.secs = secs;
        vm.assume(secs < 60 || secs > 194 days);
        vm.prank(buyer);
        expectSecs(secs, 60, 194 days);
        escrow.open(terms);
    }

    function test_fuzz_open_refuses_small_deposits(uint48 rate, uint24 secs) public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.secs = uint24(within(secs, 60, 194 days));
        terms.rate = uint48(within(rate, 0, (9_999 * 3600) / terms.secs));
        vm.prank(buyer);
        vm.expectRevert(
            abi.encodeWithSelector(INectoEscrow.DepositTooSmall.selector, ceilOf(terms.rate, terms.secs), 10_000)
        );
        escrow.open(terms);
    }

    function test_fuzz_open_refuses_other_callers(address caller) public {
        vm.assume(caller != buyer);
        vm.prank(caller);
        expectWrongCaller(caller, buyer);
        escrow.open(exampleTerms());
    }

    function test_fuzz_open_refuses_other_fees(uint16 fee) public {
        vm.assume(fee != FEE);
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.feeBps = fee;
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.WrongFee.selector, fee, FEE));
        escrow.open(terms);
    }

    function test_fuzz_every_way_gives_one_id(bytes32 salt, bytes32 mode) public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.salt = salt;
        terms.mode = mode;
        bytes32 expected = keccak256(abi.encode(block.chainid, address(escrow), terms));
        eq(escrow.jobIdOf(terms), expected, "view");
        approvePermit2();
        bytes memory signature = permit2For(terms, 1);
        eq(escrow.openWithPermit2(terms, 1, block.timestamp + 600, signature), expected, "permit2");
    }

    function test_fuzz_permit_gives_the_same_id(bytes32 salt) public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.salt = salt;
        vm.prank(buyer);
        token.approve(address(escrow), 0);
        bytes memory signature = permitFor(exampleDeposit());
        vm.prank(buyer);
        eq(escrow.openWithPermit(terms, block.timestamp + 600, signature), escrow.jobIdOf(terms), "id");
    }

    function test_fuzz_open_and_start_gives_the_same_id(bytes32 salt) public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.salt = salt;
        INectoEscrow.Payment memory payment;
        INectoEscrow.Acceptance memory acceptance = acceptanceBy(PROVIDER_KEY, escrow.jobIdOf(terms));
        vm.prank(buyer);
        eq(escrow.openAndStart(terms, acceptance, payment), escrow.jobIdOf(terms), "id");
    }

    function test_fuzz_acceptance_by_another_key_is_refused(uint256 key) public {
        key = within(key, 1, 1 << 200);
        vm.assume(key != PROVIDER_KEY && key != OPERATOR_KEY);
        bytes32 jobId = escrow.jobIdOf(exampleTerms());
        INectoEscrow.Acceptance memory acceptance = acceptanceBy(key, jobId);
        INectoEscrow.Payment memory payment;
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.InvalidAcceptance.selector, jobId, provider));
        escrow.openAndStart(exampleTerms(), acceptance, payment);
    }

    function test_fuzz_acceptance_expires(uint32 late) public {
        bytes32 jobId = escrow.jobIdOf(exampleTerms());
        INectoEscrow.Acceptance memory acceptance = acceptanceBy(PROVIDER_KEY, jobId);
        INectoEscrow.Payment memory payment;
        skip(uint256(late) + 601);
        vm.prank(buyer);
        expectTooLate(T0 + 600);
        escrow.openAndStart(exampleTerms(), acceptance, payment);
    }

    function test_fuzz_a_random_signature_accepts_nothing(bytes memory signature) public {
        bytes32 jobId = escrow.jobIdOf(exampleTerms());
        INectoEscrow.Payment memory payment;
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.InvalidAcceptance.selector, jobId, provider));
        escrow.openAndStart(exampleTerms(), INectoEscrow.Acceptance(T0 + 600, signature), payment);
    }

    // running

    function test_fuzz_start_within_the_window_only(uint32 wait) public {
        bytes32 jobId = openExample();
        skip(wait);
        vm.prank(provider);
        if (wait > START_WINDOW) expectTooLate(T0 + START_WINDOW);
        escrow.start(jobId);
    }

    function test_fuzz_start_by_provider_or_operator_only(address caller) public {
        vm.assume(caller != provider && caller != operator);
        bytes32 jobId = openExample();
        vm.prank(caller);
        expectWrongCaller(caller, provider);
        escrow.start(jobId);
    }

    function test_fuzz_extend_pulls_the_difference(uint48 rate, uint24 secs, uint24 extra) public {
        (bytes32 jobId, INectoEscrow.Terms memory terms) = anyActive(rate, uint24(within(secs, 60, 190 days)));
        extra = uint24(within(extra, 60, 194 days - terms.secs));
        vm.prank(buyer);
        escrow.extend(jobId, extra);
        eq(spent(), ceilOf(terms.rate, uint256(terms.secs) + extra), "as if bought at once");
        eq(escrow.lockedIn(jobId), spent(), "locked");
    }

    function test_fuzz_extend_before_the_metered_end_only(uint32 wait) public {
        bytes32 jobId = active();
        skip(wait);
        vm.prank(buyer);
        if (wait >= 3601) expectTooLate(T0 + 3600);
        escrow.extend(jobId, 60);
    }

    function test_fuzz_extend_by_the_buyer_only(address caller) public {
        vm.assume(caller != buyer);
        bytes32 jobId = active();
        vm.prank(caller);
        expectWrongCaller(caller, buyer);
        escrow.extend(jobId, 60);
    }

    function test_fuzz_checkpoint_pays_what_is_ripe(uint48 rate, uint24 secs, uint32 wait) public {
        (bytes32 jobId, INectoEscrow.Terms memory terms) = anyActive(rate, secs);
        skip(wait);
        uint256 ripe = wait > DISPUTE_WINDOW ? wait - DISPUTE_WINDOW : 0;
        if (ripe >= terms.secs) ripe = terms.secs - 1;
        vm.prank(provider);
        if (ripe == 0) {
            vm.expectRevert(abi.encodeWithSelector(INectoEscrow.NothingToPay.selector, 0, 0));
            escrow.checkpoint(jobId);
            return;
        }
        escrow.checkpoint(jobId);
        eq(token.balanceOf(provider), netOf(floorOf(terms.rate, ripe)), "paid");
        eq(escrow.jobs(jobId).paidSecs, ripe, "paid seconds");
    }

    function test_fuzz_checkpoints_change_no_total(uint48 rate, uint24 first, uint24 second) public {
        (bytes32 jobId, INectoEscrow.Terms memory terms) = anyActive(rate, uint24(194 days - 60));
        skip(DISPUTE_WINDOW + 1 + (first % 30 days));
        vm.prank(provider);
        escrow.checkpoint(jobId);
        skip(1 + (second % 30 days));
        vm.prank(provider);
        escrow.checkpoint(jobId);
        uint256 used = block.timestamp - T0;
        vm.prank(buyer);
        escrow.end(jobId);
        uint256 gross = floorOf(terms.rate, used);
        eq(spent(), gross, "spent");
        eq(token.balanceOf(provider), netOf(gross), "got");
        eq(escrow.config().fees, feeOf(gross), "fee");
        isEmpty();
    }

    // ending

    function test_fuzz_end_pays_by_the_second(uint48 rate, uint24 secs, uint32 wait) public {
        (bytes32 jobId, INectoEscrow.Terms memory terms) = anyActive(rate, secs);
        skip(wait);
        vm.prank(buyer);
        escrow.end(jobId);
        uint256 gross = floorOf(terms.rate, wait < terms.secs ? wait : terms.secs);
        eq(spent(), gross, "spent");
        eq(token.balanceOf(provider), netOf(gross), "got");
        isEmpty();
    }

    function test_fuzz_end_by_the_buyer_only(address caller) public {
        vm.assume(caller != buyer);
        bytes32 jobId = active();
        vm.prank(caller);
        expectWrongCaller(caller, buyer);
        escrow.end(jobId);
    }

    function test_fuzz_claim_within_the_meter_only(uint32 wait, uint24 claim) public {
        bytes32 jobId = active();
        skip(wait);
        uint256 most = wait < 3601 ? wait : 3601;
        vm.prank(provider);
        if (claim > most) expectSecs(claim, 0, most);
        escrow.end(jobId, claim);
    }

    function test_fuzz_claim_by_provider_or_operator_only(address caller) public {
        vm.assume(caller != provider && caller != operator);
        bytes32 jobId = active();
        vm.prank(caller);
        expectWrongCaller(caller, provider);
        escrow.end(jobId, 0);
    }

    function test_fuzz_expire_from_the_metered_end_on(uint24 secs, uint32 wait) public {
        (bytes32 jobId, INectoEscrow.Terms memory terms) = anyActive(2_500_000, secs);
        skip(wait);
        if (wait < terms.secs) expectTooEarly(T0 + terms.secs);
        escrow.expire(jobId);
    }

    function test_fuzz_settle_pays_the_claim(uint48 rate, uint24 secs, uint24 used) public {
        (bytes32 jobId, INectoEscrow.Terms memory terms, uint24 claim) = anyEnded(rate, secs, used);
        vm.prank(buyer);
        escrow.settle(jobId);
        uint256 gross = floorOf(terms.rate, claim);
        eq(spent(), gross, "spent");
        eq(token.balanceOf(provider), netOf(gross), "got");
        eq(escrow.config().fees, feeOf(gross), "fee");
        isEmpty();
    }

    function test_fuzz_settle_by_others_after_the_window_only(address caller, uint32 wait) public {
        vm.assume(caller != buyer);
        bytes32 jobId = ended(1000);
        skip(wait);
        vm.prank(caller);
        if (wait <= DISPUTE_WINDOW) expectTooEarly(T0 + 2000 + DISPUTE_WINDOW + 1);
        escrow.settle(jobId);
    }

    function test_fuzz_settle_many_equals_settling_one_by_one(uint8 count, uint24 used) public {
        count = uint8(within(count, 1, 12));
        bytes32[] memory ids = new bytes32[](count);
        uint256 gross;
        for (uint256 i = 0; i < count; ++i) {
            INectoEscrow.Terms memory terms = exampleTerms();
            terms.salt = bytes32(i);
            ids[i] = openAs(terms);
            startIt(ids[i]);
            skip(1000);
            uint24 claim = uint24((uint256(used) + i * 7) % 1000);
            endIt(ids[i], claim);
            gross += floorOf(2_500_001, claim);
        }
        skip(DISPUTE_WINDOW + 1);
        eq(escrow.settleMany(ids), count, "settled");
        eq(FUNDS - token.balanceOf(buyer), gross, "spent");
        eq(token.balanceOf(provider) + escrow.config().fees, gross, "paid");
        isEmpty();
    }

    function test_fuzz_settle_many_skips_random_ids(bytes32[] memory ids) public {
        if (ids.length > 100) return;
        eq(escrow.settleMany(ids), 0, "settled");
    }

    function test_fuzz_cancel_refunds_all(uint48 rate, uint24 secs, bool byProvider) public {
        (bytes32 jobId, ) = anyJob(rate, secs);
        vm.prank(byProvider ? provider : buyer);
        escrow.cancel(jobId);
        eq(spent(), 0, "all back");
        eq(escrow.config().fees, 0, "no fee");
    }

    function test_fuzz_cancel_by_the_two_only(address caller) public {
        vm.assume(caller != buyer && caller != provider && caller != operator);
        bytes32 jobId = openExample();
        vm.prank(caller);
        expectWrongCaller(caller, provider);
        escrow.cancel(jobId);
    }

    function test_fuzz_reclaim_after_the_window_only(uint32 wait, address caller) public {
        bytes32 jobId = openExample();
        skip(wait);
        vm.prank(caller);
        if (wait <= START_WINDOW) expectTooEarly(T0 + START_WINDOW + 1);
        escrow.reclaim(jobId);
    }

    // disputes

    function test_fuzz_dispute_pays_what_is_accepted(uint48 rate, uint24 secs, uint24 used, uint24 accepted) public {
        (bytes32 jobId, INectoEscrow.Terms memory terms, uint24 claim) = anyEnded(rate, secs, used);
        accepted = uint24(within(accepted, 0, claim));
        vm.prank(buyer);
        escrow.dispute(jobId, 0, accepted);
        uint256 gross = floorOf(terms.rate, accepted);
        eq(token.balanceOf(provider), netOf(gross), "paid");
        eq(escrow.lockedIn(jobId), ceilOf(terms.rate, terms.secs) - gross, "locked");
    }

    function test_fuzz_dispute_within_the_window_only(uint32 wait) public {
        bytes32 jobId = ended(1000);
        skip(wait);
        vm.prank(buyer);
        if (wait > DISPUTE_WINDOW) expectTooLate(T0 + 2000 + DISPUTE_WINDOW);
        escrow.dispute(jobId, 0, 0);
    }

    function test_fuzz_dispute_by_the_buyer_only(address caller) public {
        vm.assume(caller != buyer);
        bytes32 jobId = ended(1000);
        vm.prank(caller);
        expectWrongCaller(caller, buyer);
        escrow.dispute(jobId, 0, 0);
    }

    function test_fuzz_dispute_of_a_running_job_at_any_time(uint24 secs, uint32 wait) public {
        (bytes32 jobId, INectoEscrow.Terms memory terms) = anyActive(2_500_000, secs);
        skip(wait);
        vm.prank(buyer);
        escrow.dispute(jobId, 0, 0);
        eq(escrow.jobs(jobId).usedSecs, wait < terms.secs ? wait : terms.secs, "metered");
    }

    function test_fuzz_resolve_splits_within_the_claim(
        uint48 rate,
        uint24 used,
        uint24 accepted,
        uint24 decided
    ) public {
        (bytes32 jobId, INectoEscrow.Terms memory terms, uint24 claim) = anyEnded(rate, 100_000, used);
        accepted = uint24(within(accepted, 0, claim));
        decided = uint24(within(decided, accepted, claim));
        vm.prank(buyer);
        escrow.dispute(jobId, 0, accepted);
        vm.prank(arbiter);
        escrow.resolve(jobId, decided, 0);
        uint256 gross = floorOf(terms.rate, decided);
        eq(spent(), gross, "spent");
        eq(token.balanceOf(provider), netOf(gross), "got");
        isEmpty();
    }

    function test_fuzz_resolve_outside_the_claim_is_refused(uint24 decided) public {
        bytes32 jobId = disputed(1000, 400);
        vm.assume(decided < 400 || decided > 1000);
        vm.prank(arbiter);
        expectSecs(decided, 400, 1000);
        escrow.resolve(jobId, decided, 0);
    }

    function test_fuzz_resolve_by_the_arbiter_only(address caller) public {
        vm.assume(caller != arbiter);
        bytes32 jobId = disputed(1000, 400);
        vm.prank(caller);
        expectWrongCaller(caller, arbiter);
        escrow.resolve(jobId, 500, 0);
    }

    function test_fuzz_timeout_halves_what_is_disputed(uint48 rate, uint24 used, uint24 accepted) public {
        (bytes32 jobId, INectoEscrow.Terms memory terms, uint24 claim) = anyEnded(rate, 100_000, used);
        accepted = uint24(within(accepted, 0, claim));
        vm.prank(buyer);
        escrow.dispute(jobId, 0, accepted);
        skip(ARBITER_WINDOW + 1);
        escrow.resolveByTimeout(jobId);
        uint256 a = floorOf(terms.rate, accepted);
        uint256 c = floorOf(terms.rate, claim);
        eq(spent(), a + (c - a) / 2, "spent");
        eq(token.balanceOf(provider), netOf(a + (c - a) / 2), "got");
        isEmpty();
    }

    function test_fuzz_timeout_after_the_window_only(uint32 wait) public {
        bytes32 jobId = disputed(1000, 0);
        skip(wait);
        if (wait <= ARBITER_WINDOW) expectTooEarly(T0 + 2000 + ARBITER_WINDOW + 1);
        escrow.resolveByTimeout(jobId);
    }

    function test_fuzz_rate_takes_one_to_five_stars(uint8 stars) public {
        bytes32 jobId = closed();
        vm.prank(buyer);
        if (stars < 1 || stars > 5) {
            vm.expectRevert(abi.encodeWithSelector(INectoEscrow.StarsOutOfRange.selector, stars, 1, 5));
        }
        escrow.rate(jobId, stars);
    }

    function test_fuzz_rate_by_the_buyer_only(address caller) public {
        vm.assume(caller != buyer);
        bytes32 jobId = closed();
        vm.prank(caller);
        expectWrongCaller(caller, buyer);
        escrow.rate(jobId, 5);
    }

    // governance

    function test_fuzz_fee_within_the_cap_only(uint16 fee) public {
        vm.prank(owner);
        if (fee > 500) vm.expectRevert(abi.encodeWithSelector(INectoEscrow.FeeTooHigh.selector, fee, 500));
        escrow.setFee(fee);
    }

    function test_fuzz_fee_of_an_open_job_never_changes(uint16 fee, uint32 wait) public {
        bytes32 jobId = active();
        vm.prank(owner);
        escrow.setFee(uint16(within(fee, 0, 500)));
        skip(wait);
        vm.prank(buyer);
        escrow.end(jobId);
        uint256 gross = floorOf(2_500_001, wait < 3601 ? wait : 3601);
        isSplit(gross, netOf(gross), feeOf(gross));
    }

    function test_fuzz_pause_is_at_most_seven_days(uint40 until) public {
        vm.prank(guardian);
        if (until > T0 + 7 days) {
            vm.expectRevert(abi.encodeWithSelector(INectoEscrow.PauseTooLong.selector, until, T0 + 7 days));
        }
        escrow.pauseOpening(until);
    }

    function test_fuzz_opening_resumes_when_the_pause_ends(uint32 length, uint32 wait) public {
        uint40 until = uint40(T0 + within(length, 1, 7 days));
        vm.prank(guardian);
        escrow.pauseOpening(until);
        skip(wait);
        vm.prank(buyer);
        if (block.timestamp < until) {
            vm.expectRevert(abi.encodeWithSelector(INectoEscrow.OpeningIsPaused.selector, until));
        }
        escrow.open(exampleTerms());
    }

    function test_fuzz_owner_functions_are_the_owners(address caller) public {
        vm.assume(caller != owner);
        bytes memory reason = abi.encodeWithSignature("OwnableUnauthorizedAccount(address)", caller);
        vm.startPrank(caller);
        vm.expectRevert(reason);
        escrow.setFee(0);
        vm.expectRevert(reason);
        escrow.setTreasury(caller);
        vm.expectRevert(reason);
        escrow.setGuardian(caller);
    }

    function test_fuzz_withdraw_needs_a_credit(address caller, address to) public {
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.NoCredit.selector, caller));
        escrow.withdraw(to);
    }

    function test_fuzz_forced_tokens_change_nothing(uint64 gift, uint24 used) public {
        (bytes32 jobId, INectoEscrow.Terms memory terms, uint24 claim) = anyEnded(2_500_001, 100_000, used);
        token.mint(address(escrow), gift);
        vm.prank(buyer);
        escrow.settle(jobId);
        escrow.collectFees();
        uint256 gross = floorOf(terms.rate, claim);
        eq(spent(), gross, "spent");
        eq(token.balanceOf(address(escrow)), gift, "the gift stays");
    }
}

contract PropertiesFiatTest is PropertiesTest {
    function isFiat() internal pure override returns (bool) {
        return true;
    }
}

contract PropertiesPlainTest is PropertiesTest {
    function isFiat() internal pure override returns (bool) {
        return false;
    }
}
