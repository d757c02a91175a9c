// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {INectoEscrow} from "../../src/interfaces/INectoEscrow.sol";
import {TestBase} from "./TestBase.sol";

/// @notice What both test tokens have.
interface ITestToken is IERC20 {
    function mint(address to, uint256 value) external;
    function nonces(address account) external view returns (uint256);
    function DOMAIN_SEPARATOR() external view returns (bytes32);
    function permit(address, address, uint256, uint256, uint8, bytes32, bytes32) external;
}

/// @notice What only the token like Circle's has.
interface ISwitches {
    function blacklist(address account) external;
    function unBlacklist(address account) external;
    function pause() external;
    function unpause() external;
    function initialize(address owner) external;
}

/// @notice What the escrow inherits.
interface IOwned {
    function owner() external view returns (address);
    function pendingOwner() external view returns (address);
    function transferOwnership(address newOwner) external;
    function acceptOwnership() external;
    function renounceOwnership() external;
    function eip712Domain()
        external
        view
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory);
}

/// @notice An escrow, its people, and a job in any status. Each test contract runs once with each token.
abstract contract EscrowFixture is TestBase {
    uint256 internal constant BUYER_KEY = 0xb0b;
    uint256 internal constant PROVIDER_KEY = 0xca11;
    uint256 internal constant OPERATOR_KEY = 0x0be2;
    uint256 internal constant STRANGER_KEY = 0x5732;

    uint256 internal constant START_WINDOW = 15 minutes;
    uint256 internal constant DISPUTE_WINDOW = 6 hours;
    uint256 internal constant ARBITER_WINDOW = 7 days;
    uint256 internal constant T0 = 1_800_000_000;
    uint256 internal constant FUNDS = 1e18;
    uint16 internal constant FEE = 250;
    address internal constant PERMIT2 = 0x000000000022D473030F116dDEE9F6B43aC78BA3;

    address internal buyer = vm.addr(BUYER_KEY);
    address internal provider = vm.addr(PROVIDER_KEY);
    address internal operator = vm.addr(OPERATOR_KEY);
    address internal stranger = vm.addr(STRANGER_KEY);
    address internal arbiter = address(0xa4b1);
    address internal owner = address(0x0e4e);
    address internal guardian = address(0x6a4d);
    address internal treasury = address(0x73ea);
    address internal relayer = address(0x4e1a);
    address internal admin = address(0xad31);

    ITestToken internal token;
    INectoEscrow internal escrow;

    /// @dev True for the token that behaves like Circle's.
    function isFiat() internal pure virtual returns (bool);

    function setUp() public virtual {
        vm.warp(T0);
        vm.roll(1000);
        token = ITestToken(isFiat() ? deployFiat() : deploy("PlainUsdc.sol:PlainUsdc", ""));
        vm.etch(PERMIT2, deploy("Permit2Double.sol:Permit2Double", "").code);
        escrow = deployEscrow(setupOf(address(token)));
        fund(buyer);
        vm.prank(provider);
        escrow.setOperator(operator);
    }

    function deployFiat() internal returns (address) {
        address implementation = deploy("TestUSDC.sol:TestUSDC", abi.encode(address(this)));
        bytes memory setup = abi.encodeCall(ISwitches.initialize, (address(this)));
        return deploy("FiatProxy.sol:FiatProxy", abi.encode(implementation, admin, setup));
    }

    function setupOf(address token_) internal view returns (INectoEscrow.Setup memory) {
        return
            INectoEscrow.Setup({
                token: token_,
                permit2: PERMIT2,
                arbiter: arbiter,
                owner: owner,
                guardian: guardian,
                treasury: treasury,
                feeBps: FEE,
                startWindow: uint32(START_WINDOW),
                disputeWindow: uint32(DISPUTE_WINDOW),
                arbiterWindow: uint32(ARBITER_WINDOW)
            });
    }

    function deployEscrow(INectoEscrow.Setup memory setup) internal returns (INectoEscrow) {
        return INectoEscrow(deploy("NectoEscrow.sol:NectoEscrow", abi.encode(setup)));
    }

    function fund(address account) internal {
        token.mint(account, FUNDS);
        vm.prank(account);
        token.approve(address(escrow), FUNDS);
    }

    // Jobs

    function exampleTerms() internal view returns (INectoEscrow.Terms memory) {
        return
            INectoEscrow.Terms({
                buyer: buyer,
                provider: provider,
                salt: keccak256("salt"),
                listingId: keccak256("listing"),
                listingVersion: 3,
                secs: 3601,
                feeBps: FEE,
                rate: 2_500_001,
                root: keccak256("root"),
                mode: keccak256("mode")
            });
    }

    function openExample() internal returns (bytes32) {
        return openAs(exampleTerms());
    }

    function openAs(INectoEscrow.Terms memory terms) internal returns (bytes32) {
        vm.prank(terms.buyer);
        return escrow.open(terms);
    }

    function active() internal returns (bytes32 jobId) {
        jobId = openExample();
        startIt(jobId);
    }

    function startIt(bytes32 jobId) internal {
        vm.prank(provider);
        escrow.start(jobId);
    }

    /// @dev Ended by the provider after 2,000 seconds with this claim.
    function ended(uint24 usedSecs) internal returns (bytes32 jobId) {
        jobId = active();
        skip(2000);
        endIt(jobId, usedSecs);
    }

    function endIt(bytes32 jobId, uint24 usedSecs) internal {
        vm.prank(provider);
        escrow.end(jobId, usedSecs);
    }

    function disputed(uint24 usedSecs, uint24 acceptedSecs) internal returns (bytes32 jobId) {
        jobId = ended(usedSecs);
        vm.prank(buyer);
        escrow.dispute(jobId, keccak256("evidence"), acceptedSecs);
    }

    /// @dev Closed as Paid for 1,000 seconds.
    function closed() internal returns (bytes32 jobId) {
        jobId = ended(1000);
        vm.prank(buyer);
        escrow.settle(jobId);
    }

    function skip(uint256 secs) internal {
        vm.warp(block.timestamp + secs);
    }

    // Prices, worked out again

    function ceilOf(uint256 rate, uint256 secs) internal pure returns (uint256) {
        uint256 product = rate * secs;
        return product % 3600 == 0 ? product / 3600 : product / 3600 + 1;
    }

    function floorOf(uint256 rate, uint256 secs) internal pure returns (uint256) {
        return (rate * secs) / 3600;
    }

    function feeOf(uint256 gross) internal pure returns (uint256) {
        return (gross * FEE) / 10_000;
    }

    function netOf(uint256 gross) internal pure returns (uint256) {
        return gross - feeOf(gross);
    }

    function exampleDeposit() internal pure returns (uint256) {
        return ceilOf(2_500_001, 3601);
    }

    // Signatures

    function signed(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function typed(bytes32 separator, bytes32 structHash) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked("\x19\x01", separator, structHash));
    }

    function escrowSeparator(address escrow_) internal view returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                    keccak256("Necto Escrow"),
                    keccak256("1"),
                    block.chainid,
                    escrow_
                )
            );
    }

    function acceptanceDigest(bytes32 jobId, uint256 expiry) internal view returns (bytes32) {
        bytes32 hash = keccak256(abi.encode(keccak256("Acceptance(bytes32 jobId,uint256 expiry)"), jobId, expiry));
        return typed(escrowSeparator(address(escrow)), hash);
    }

    function acceptanceBy(uint256 key, bytes32 jobId) internal view returns (INectoEscrow.Acceptance memory) {
        uint256 expiry = block.timestamp + 600;
        return INectoEscrow.Acceptance(expiry, signed(key, acceptanceDigest(jobId, expiry)));
    }

    function authorizationDigest(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce
    ) internal view returns (bytes32) {
        bytes32 typehash = keccak256(
            "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
        );
        return
            typed(
                token.DOMAIN_SEPARATOR(),
                keccak256(abi.encode(typehash, from, to, value, validAfter, validBefore, nonce))
            );
    }

    function authorizationFor(INectoEscrow.Terms memory terms) internal view returns (bytes memory) {
        return
            signed(
                BUYER_KEY,
                authorizationDigest(
                    terms.buyer,
                    address(escrow),
                    ceilOf(terms.rate, terms.secs),
                    0,
                    block.timestamp + 600,
                    escrow.jobIdOf(terms)
                )
            );
    }

    function permitDigest(address spender, uint256 value, uint256 deadline) internal view returns (bytes32) {
        bytes32 typehash = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        bytes32 hash = keccak256(abi.encode(typehash, buyer, spender, value, token.nonces(buyer), deadline));
        return typed(token.DOMAIN_SEPARATOR(), hash);
    }

    function permitFor(uint256 value) internal view returns (bytes memory) {
        return signed(BUYER_KEY, permitDigest(address(escrow), value, block.timestamp + 600));
    }

    function termsHash(INectoEscrow.Terms memory terms) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    keccak256(
                        "Terms(address buyer,address provider,bytes32 salt,bytes32 listingId,uint32 listingVersion,uint24 secs,uint16 feeBps,uint48 rate,bytes32 root,bytes32 mode)"
                    ),
                    terms
                )
            );
    }

    function permit2Digest(
        address spender,
        uint256 amount,
        uint256 nonce,
        uint256 deadline,
        bytes32 witness
    ) internal view returns (bytes32) {
        bytes32 typehash = keccak256(
            "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,Terms witness)Terms(address buyer,address provider,bytes32 salt,bytes32 listingId,uint32 listingVersion,uint24 secs,uint16 feeBps,uint48 rate,bytes32 root,bytes32 mode)TokenPermissions(address token,uint256 amount)"
        );
        bytes32 permitted = keccak256(
            abi.encode(keccak256("TokenPermissions(address token,uint256 amount)"), address(token), amount)
        );
        bytes32 separator = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,uint256 chainId,address verifyingContract)"),
                keccak256("Permit2"),
                block.chainid,
                PERMIT2
            )
        );
        return typed(separator, keccak256(abi.encode(typehash, permitted, spender, nonce, deadline, witness)));
    }

    function permit2For(INectoEscrow.Terms memory terms, uint256 nonce) internal view returns (bytes memory) {
        uint256 amount = ceilOf(terms.rate, terms.secs);
        uint256 deadline = block.timestamp + 600;
        return signed(BUYER_KEY, permit2Digest(address(escrow), amount, nonce, deadline, termsHash(terms)));
    }

    function approvePermit2() internal {
        vm.prank(buyer);
        token.approve(PERMIT2, FUNDS);
    }

    // Errors and assertions

    function expectWrongStatus(bytes32 jobId, INectoEscrow.Status actual, INectoEscrow.Status expected) internal {
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.WrongStatus.selector, jobId, actual, expected));
    }

    function expectWrongCaller(address actual, address expected) internal {
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.WrongCaller.selector, actual, expected));
    }

    function expectTooLate(uint256 latest) internal {
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.TooLate.selector, block.timestamp, latest));
    }

    function expectTooEarly(uint256 earliest) internal {
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.TooEarly.selector, block.timestamp, earliest));
    }

    function expectSecs(uint256 actual, uint256 min, uint256 max) internal {
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.SecsOutOfRange.selector, actual, min, max));
    }

    function statusOf(bytes32 jobId) internal view returns (INectoEscrow.Status) {
        return escrow.jobs(jobId).status;
    }

    function isStatus(bytes32 jobId, INectoEscrow.Status expected) internal view {
        eq(uint256(statusOf(jobId)), uint256(expected), "status");
    }

    function isReason(bytes32 jobId, INectoEscrow.CloseReason expected) internal view {
        eq(uint256(escrow.jobs(jobId).reason), uint256(expected), "reason");
        isStatus(jobId, INectoEscrow.Status.Closed);
        eq(escrow.lockedIn(jobId), 0, "locked");
    }

    /// @dev What the buyer has spent, the provider has got, and the fee booked, since the fixture was set up.
    function isSplit(uint256 spent, uint256 toProvider, uint256 fee) internal view {
        eq(FUNDS - token.balanceOf(buyer), spent, "spent by buyer");
        eq(token.balanceOf(provider), toProvider, "got by provider");
        eq(escrow.config().fees, fee, "fee");
    }

    /// @dev Nothing is left but fees and credits of the two.
    function isEmpty() internal view {
        uint256 credits = escrow.creditOf(buyer) + escrow.creditOf(provider);
        eq(token.balanceOf(address(escrow)), escrow.config().fees + credits, "left in escrow");
    }
}
