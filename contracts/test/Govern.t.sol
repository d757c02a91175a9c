// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {INectoEscrow} from "../src/interfaces/INectoEscrow.sol";
import {EscrowFixture, IOwned} from "./support/EscrowFixture.sol";
import {Vm} from "./support/Vm.sol";

/// @notice The constructor, the owner, the guardian, the fees, and what none of them can do.
abstract contract GovernTest is EscrowFixture {
    function notOwner(address caller) internal {
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSignature("OwnableUnauthorizedAccount(address)", caller));
    }

    // constructor

    function badSetup(INectoEscrow.Setup memory setup, bytes memory reason) internal {
        vm.expectRevert(reason);
        this.deployOutside(setup);
    }

    function deployOutside(INectoEscrow.Setup memory setup) external {
        deployEscrow(setup);
    }

    function test_deployment_fixes_what_was_given() public view {
        INectoEscrow.Fixed memory fixed_ = escrow.setup();
        eq(fixed_.token, address(token), "token");
        eq(fixed_.permit2, PERMIT2, "permit2");
        eq(fixed_.arbiter, arbiter, "arbiter");
        eq(fixed_.startWindow, START_WINDOW, "start");
        eq(fixed_.disputeWindow, DISPUTE_WINDOW, "dispute");
        eq(fixed_.arbiterWindow, ARBITER_WINDOW, "arbiter window");
    }

    function test_deployment_starts_from_what_was_given() public view {
        INectoEscrow.Config memory config = escrow.config();
        eq(config.feeBps, FEE, "fee");
        eq(config.pausedUntil, 0, "not paused");
        eq(config.fees, 0, "no fees");
        eq(config.treasury, treasury, "treasury");
        eq(config.guardian, guardian, "guardian");
        eq(IOwned(address(escrow)).owner(), owner, "owner");
    }

    function test_deployment_without_permit2_is_refused() public {
        INectoEscrow.Setup memory setup = setupOf(address(token));
        setup.permit2 = address(0);
        badSetup(setup, abi.encodeWithSelector(INectoEscrow.ZeroAddress.selector, bytes32("permit2")));
    }

    function test_deployment_without_arbiter_is_refused() public {
        INectoEscrow.Setup memory setup = setupOf(address(token));
        setup.arbiter = address(0);
        badSetup(setup, abi.encodeWithSelector(INectoEscrow.ZeroAddress.selector, bytes32("arbiter")));
    }

    function test_deployment_without_treasury_is_refused() public {
        INectoEscrow.Setup memory setup = setupOf(address(token));
        setup.treasury = address(0);
        badSetup(setup, abi.encodeWithSelector(INectoEscrow.ZeroAddress.selector, bytes32("treasury")));
    }

    function test_deployment_without_owner_is_refused() public {
        INectoEscrow.Setup memory setup = setupOf(address(token));
        setup.owner = address(0);
        badSetup(setup, abi.encodeWithSignature("OwnableInvalidOwner(address)", address(0)));
    }

    function test_deployment_without_guardian_is_allowed() public {
        INectoEscrow.Setup memory setup = setupOf(address(token));
        setup.guardian = address(0);
        eq(deployEscrow(setup).config().guardian, address(0), "guardian");
    }

    function test_deployment_on_a_token_without_code_is_refused() public {
        vm.expectRevert();
        this.deployOutside(setupOf(stranger));
    }

    function test_deployment_on_a_token_with_other_decimals_is_refused() public {
        Decimals other = new Decimals();
        badSetup(setupOf(address(other)), abi.encodeWithSelector(INectoEscrow.WrongDecimals.selector, 18, 6));
    }

    function test_deployment_with_a_fee_above_the_cap_is_refused() public {
        INectoEscrow.Setup memory setup = setupOf(address(token));
        setup.feeBps = 501;
        badSetup(setup, abi.encodeWithSelector(INectoEscrow.FeeTooHigh.selector, 501, 500));
    }

    function windowIs(uint256 which, uint32 window) internal view returns (INectoEscrow.Setup memory setup) {
        setup = setupOf(address(token));
        if (which == 0) setup.startWindow = window;
        if (which == 1) setup.disputeWindow = window;
        if (which == 2) setup.arbiterWindow = window;
    }

    function test_deployment_with_a_window_of_zero_is_refused() public {
        for (uint256 i = 0; i < 3; ++i) {
            badSetup(windowIs(i, 0), abi.encodeWithSelector(INectoEscrow.WindowOutOfRange.selector, 0, 1, 30 days));
        }
    }

    function test_deployment_with_a_window_over_thirty_days_is_refused() public {
        for (uint256 i = 0; i < 3; ++i) {
            badSetup(
                windowIs(i, 30 days + 1),
                abi.encodeWithSelector(INectoEscrow.WindowOutOfRange.selector, 30 days + 1, 1, 30 days)
            );
        }
    }

    function test_deployment_with_windows_at_their_ends() public {
        for (uint256 i = 0; i < 3; ++i) {
            deployEscrow(windowIs(i, 1));
            deployEscrow(windowIs(i, 30 days));
        }
    }

    function test_deployment_emits_its_configuration() public {
        vm.recordLogs();
        deployEscrow(setupOf(address(token)));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        bytes32[3] memory expected = [
            INectoEscrow.FeeSet.selector,
            INectoEscrow.TreasurySet.selector,
            INectoEscrow.GuardianSet.selector
        ];
        eq(logs.length, 4, "owner, fee, treasury, guardian");
        for (uint256 i = 0; i < 3; ++i) eq(logs[i + 1].topics[0], expected[i], "event");
    }

    // fee

    function test_fee_by_a_stranger_is_refused() public {
        notOwner(stranger);
        escrow.setFee(0);
    }

    function test_fee_up_to_the_cap() public {
        vm.expectEmit(address(escrow));
        emit INectoEscrow.FeeSet(500);
        vm.prank(owner);
        escrow.setFee(500);
        eq(escrow.config().feeBps, 500, "fee");
        eq(escrow.config().treasury, treasury, "treasury stays");
    }

    function test_fee_above_the_cap_is_refused() public {
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.FeeTooHigh.selector, 501, 500));
        escrow.setFee(501);
    }

    function test_fee_change_between_signing_and_mining_is_refused() public {
        vm.prank(owner);
        escrow.setFee(300);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.WrongFee.selector, FEE, 300));
        escrow.open(exampleTerms());
    }

    function test_fees_are_collected_by_anyone_to_the_treasury() public {
        closed();
        uint256 fee = feeOf(floorOf(2_500_001, 1000));
        vm.expectEmit(address(escrow));
        emit INectoEscrow.FeesCollected(treasury, fee);
        vm.prank(stranger);
        escrow.collectFees();
        eq(token.balanceOf(treasury), fee, "collected");
        eq(escrow.config().fees, 0, "none left");
        eq(escrow.config().feeBps, FEE, "fee stays");
        eq(token.balanceOf(address(escrow)), 0, "nothing left");
    }

    function test_fees_collected_twice_move_nothing() public {
        closed();
        escrow.collectFees();
        uint256 before = token.balanceOf(treasury);
        escrow.collectFees();
        eq(token.balanceOf(treasury), before, "same");
    }

    function test_collecting_fees_leaves_other_jobs_alone() public {
        closed();
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.salt = keccak256("other");
        bytes32 jobId = openAs(terms);
        escrow.collectFees();
        eq(token.balanceOf(address(escrow)), escrow.lockedIn(jobId), "deposit stays");
    }

    // treasury and guardian

    function test_treasury_by_a_stranger_is_refused() public {
        notOwner(stranger);
        escrow.setTreasury(stranger);
    }

    function test_treasury_of_zero_is_refused() public {
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.ZeroAddress.selector, bytes32("treasury")));
        escrow.setTreasury(address(0));
    }

    function test_treasury_is_set() public {
        vm.expectEmit(address(escrow));
        emit INectoEscrow.TreasurySet(stranger);
        vm.prank(owner);
        escrow.setTreasury(stranger);
        eq(escrow.config().treasury, stranger, "treasury");
    }

    function test_guardian_by_a_stranger_is_refused() public {
        notOwner(guardian);
        escrow.setGuardian(stranger);
    }

    function test_guardian_is_replaced_by_the_owner() public {
        vm.expectEmit(address(escrow));
        emit INectoEscrow.GuardianSet(stranger);
        vm.prank(owner);
        escrow.setGuardian(stranger);
        vm.prank(guardian);
        expectWrongCaller(guardian, stranger);
        escrow.pauseOpening(uint40(T0 + 1));
        vm.prank(stranger);
        escrow.pauseOpening(uint40(T0 + 1));
        eq(escrow.config().pausedUntil, T0 + 1, "paused");
    }

    // pause

    function test_pause_by_a_stranger_is_refused() public {
        vm.prank(stranger);
        expectWrongCaller(stranger, guardian);
        escrow.pauseOpening(uint40(T0 + 1));
    }

    function test_pause_by_the_owner() public {
        vm.expectEmit(address(escrow));
        emit INectoEscrow.OpeningPaused(uint40(T0 + 1));
        vm.prank(owner);
        escrow.pauseOpening(uint40(T0 + 1));
        eq(escrow.config().pausedUntil, T0 + 1, "paused");
    }

    function test_pause_of_seven_days() public {
        vm.prank(guardian);
        escrow.pauseOpening(uint40(T0 + 7 days));
        eq(escrow.config().pausedUntil, T0 + 7 days, "paused");
    }

    function test_pause_of_a_second_more_than_seven_days_is_refused() public {
        vm.prank(guardian);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.PauseTooLong.selector, T0 + 7 days + 1, T0 + 7 days));
        escrow.pauseOpening(uint40(T0 + 7 days + 1));
    }

    function test_pause_is_lifted_early() public {
        vm.startPrank(guardian);
        escrow.pauseOpening(uint40(T0 + 7 days));
        escrow.pauseOpening(0);
        vm.stopPrank();
        isStatus(openExample(), INectoEscrow.Status.Funded);
    }

    function test_everything_but_opening_works_while_paused() public {
        bytes32 first = openExample();
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.salt = keccak256("second");
        bytes32 second = openAs(terms);
        terms.salt = keccak256("third");
        bytes32 third = openAs(terms);
        vm.prank(guardian);
        escrow.pauseOpening(uint40(T0 + 7 days));
        startIt(first);
        vm.startPrank(buyer);
        escrow.extend(first, 60);
        escrow.cancel(second);
        vm.stopPrank();
        skip(START_WINDOW + 1);
        escrow.reclaim(third);
        endIt(first, 100);
        vm.prank(buyer);
        escrow.dispute(first, 0, 50);
        vm.prank(arbiter);
        escrow.resolve(first, 60, 0);
        vm.prank(buyer);
        escrow.rate(first, 5);
        escrow.collectFees();
        yes(escrow.config().pausedUntil > block.timestamp, "still paused");
        eq(token.balanceOf(address(escrow)), 0, "all out");
    }

    // ownership

    function test_ownership_moves_in_two_steps() public {
        IOwned owned = IOwned(address(escrow));
        vm.prank(owner);
        owned.transferOwnership(stranger);
        eq(owned.owner(), owner, "not yet");
        eq(owned.pendingOwner(), stranger, "pending");
        vm.prank(relayer);
        vm.expectRevert(abi.encodeWithSignature("OwnableUnauthorizedAccount(address)", relayer));
        owned.acceptOwnership();
        vm.prank(stranger);
        owned.acceptOwnership();
        eq(owned.owner(), stranger, "moved");
        notOwner(owner);
        escrow.setFee(0);
    }

    function test_ownership_cannot_be_given_up() public {
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.RenounceDisabled.selector));
        IOwned(address(escrow)).renounceOwnership();
    }

    function test_owner_functions_change_no_claim() public {
        bytes32 jobId = ended(1000);
        uint256 held = token.balanceOf(address(escrow));
        bytes32 before = keccak256(abi.encode(escrow.jobs(jobId)));
        vm.startPrank(owner);
        escrow.setFee(0);
        escrow.setTreasury(owner);
        escrow.setGuardian(owner);
        escrow.pauseOpening(uint40(block.timestamp + 7 days));
        IOwned(address(escrow)).transferOwnership(stranger);
        vm.stopPrank();
        escrow.collectFees();
        eq(keccak256(abi.encode(escrow.jobs(jobId))), before, "job");
        eq(escrow.lockedIn(jobId), held, "locked");
        eq(token.balanceOf(address(escrow)), held, "held");
        eq(token.balanceOf(owner), 0, "owner got nothing");
        vm.prank(buyer);
        escrow.settle(jobId);
        uint256 gross = floorOf(2_500_001, 1000);
        isSplit(gross, netOf(gross), feeOf(gross));
    }

    // forced tokens

    function test_tokens_sent_without_a_job_belong_to_nobody() public {
        token.mint(address(escrow), 1_000_000);
        bytes32 jobId = closed();
        escrow.collectFees();
        eq(token.balanceOf(address(escrow)), 1_000_000, "stay");
        eq(escrow.lockedIn(jobId), 0, "not in the job");
        uint256 gross = floorOf(2_500_001, 1000);
        isSplit(gross, netOf(gross), 0);
    }

    // operator

    function test_operator_is_set_and_cleared() public {
        vm.expectEmit(address(escrow));
        emit INectoEscrow.OperatorSet(stranger, relayer);
        vm.prank(stranger);
        escrow.setOperator(relayer);
        eq(escrow.operatorOf(stranger), relayer, "set");
        eq(escrow.operatorOf(provider), operator, "others stay");
        vm.prank(stranger);
        escrow.setOperator(address(0));
        eq(escrow.operatorOf(stranger), address(0), "cleared");
    }
}

contract Decimals {
    function decimals() external pure returns (uint8) {
        return 18;
    }
}

contract GovernFiatTest is GovernTest {
    function isFiat() internal pure override returns (bool) {
        return true;
    }
}

contract GovernPlainTest is GovernTest {
    function isFiat() internal pure override returns (bool) {
        return false;
    }
}
