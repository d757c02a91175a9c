// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Wallet1271} from "./hostile/Wallets.sol";
import {TestBase} from "./support/TestBase.sol";

interface IToken {
    function name() external view returns (string memory);
    function symbol() external view returns (string memory);
    function version() external view returns (string memory);
    function decimals() external view returns (uint8);
    function owner() external view returns (address);
    function paused() external view returns (bool);
    function totalSupply() external view returns (uint256);
    function balanceOf(address) external view returns (uint256);
    function allowance(address, address) external view returns (uint256);
    function nonces(address) external view returns (uint256);
    function authorizationState(address, bytes32) external view returns (bool);
    function isBlacklisted(address) external view returns (bool);
    function DOMAIN_SEPARATOR() external view returns (bytes32);
    function PERMIT_TYPEHASH() external view returns (bytes32);
    function TRANSFER_WITH_AUTHORIZATION_TYPEHASH() external view returns (bytes32);
    function RECEIVE_WITH_AUTHORIZATION_TYPEHASH() external view returns (bytes32);
    function CANCEL_AUTHORIZATION_TYPEHASH() external view returns (bytes32);
    function initialize(address) external;
    function mint(address, uint256) external;
    function transfer(address, uint256) external returns (bool);
    function approve(address, uint256) external returns (bool);
    function transferFrom(address, address, uint256) external returns (bool);
    function permit(address, address, uint256, uint256, uint8, bytes32, bytes32) external;
    function permit(address, address, uint256, uint256, bytes memory) external;
    function transferWithAuthorization(address, address, uint256, uint256, uint256, bytes32, bytes memory) external;
    function receiveWithAuthorization(address, address, uint256, uint256, uint256, bytes32, bytes memory) external;
    function receiveWithAuthorization(
        address,
        address,
        uint256,
        uint256,
        uint256,
        bytes32,
        uint8,
        bytes32,
        bytes32
    ) external;
    function cancelAuthorization(address, bytes32, bytes memory) external;
    function blacklist(address) external;
    function unBlacklist(address) external;
    function pause() external;
    function unpause() external;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce);
    event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce);
    event Blacklisted(address indexed account);
    event UnBlacklisted(address indexed account);
    event Pause();
    event Unpause();
}

/// @notice The test token itself: what the escrow's tests take for granted of it.
contract TestUsdcTest is TestBase {
    uint256 internal constant ALICE_KEY = 0xa11ce;
    uint256 internal constant T0 = 1_800_000_000;
    bytes32 internal constant NONCE = keccak256("nonce");
    address internal alice = vm.addr(ALICE_KEY);
    address internal bob = address(0xb0b);
    address internal carol = address(0xca401);
    address internal owner = address(0x0e4e);
    IToken internal token;

    function setUp() public {
        vm.warp(T0);
        token = IToken(deploy("TestUSDC.sol:TestUSDC", abi.encode(owner)));
        token.mint(alice, 1000);
    }

    function signed(uint256 key, bytes32 hash) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(
            key,
            keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), hash))
        );
        return abi.encodePacked(r, s, v);
    }

    function authorization(bytes32 typehash, uint256 value) internal view returns (bytes memory) {
        return signed(ALICE_KEY, keccak256(abi.encode(typehash, alice, bob, value, T0 - 1, T0 + 10, NONCE)));
    }

    function refused(bytes memory reason) internal {
        vm.expectRevert(reason);
    }

    function blocked(address account) internal {
        vm.expectRevert(abi.encodeWithSignature("AccountIsBlacklisted(address)", account));
    }

    function test_token_says_what_it_is() public view {
        eq(keccak256(bytes(token.name())), keccak256("Test USDC"), "name");
        eq(keccak256(bytes(token.symbol())), keccak256("tUSDC"), "symbol");
        eq(keccak256(bytes(token.version())), keccak256("2"), "version");
        eq(token.decimals(), 6, "decimals");
        eq(token.owner(), owner, "owner");
        yes(!token.paused(), "not paused");
        eq(
            token.DOMAIN_SEPARATOR(),
            keccak256(
                abi.encode(
                    keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                    keccak256("Test USDC"),
                    keccak256("2"),
                    block.chainid,
                    address(token)
                )
            ),
            "domain"
        );
    }

    function test_token_has_the_standards_type_hashes() public view {
        eq(token.PERMIT_TYPEHASH(), 0x6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c9, "EIP-2612");
        eq(
            token.TRANSFER_WITH_AUTHORIZATION_TYPEHASH(),
            0x7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a2267,
            "EIP-3009 transfer"
        );
        eq(
            token.RECEIVE_WITH_AUTHORIZATION_TYPEHASH(),
            0xd099cc98ef71107a616c4f0f941f04c322d8e254fe26b3c6668db87aae413de8,
            "EIP-3009 receive"
        );
        eq(
            token.CANCEL_AUTHORIZATION_TYPEHASH(),
            0x158b0a9edf7a828aad02f63cd515c68ef2f50ba807396f6d12842833a1597429,
            "EIP-3009 cancel"
        );
    }

    function test_token_is_set_up_once() public {
        refused(abi.encodeWithSignature("AlreadyInitialized(address)", owner));
        token.initialize(bob);
    }

    function test_token_needs_an_owner() public {
        refused(abi.encodeWithSignature("ZeroAccount()"));
        this.deployFor(address(0));
    }

    function deployFor(address owner_) external {
        deploy("TestUSDC.sol:TestUSDC", abi.encode(owner_));
    }

    function test_mint_by_anyone() public {
        vm.expectEmit(address(token));
        emit IToken.Transfer(address(0), bob, 5);
        vm.prank(carol);
        token.mint(bob, 5);
        eq(token.balanceOf(bob), 5, "balance");
        eq(token.totalSupply(), 1005, "supply");
    }

    function test_mint_to_zero_is_refused() public {
        refused(abi.encodeWithSignature("ZeroAccount()"));
        token.mint(address(0), 1);
    }

    function test_mint_to_a_blocked_account_is_refused() public {
        vm.prank(owner);
        token.blacklist(bob);
        blocked(bob);
        token.mint(bob, 1);
    }

    function test_mint_while_paused_is_refused() public {
        vm.prank(owner);
        token.pause();
        refused(abi.encodeWithSignature("IsPaused()"));
        token.mint(bob, 1);
    }

    function test_mint_beyond_the_largest_balance_is_refused() public {
        refused(abi.encodeWithSignature("BalanceTooHigh(address,uint256)", bob, uint256(1 << 255)));
        token.mint(bob, 1 << 255);
        token.mint(bob, (1 << 255) - 1);
        eq(token.balanceOf(bob), (1 << 255) - 1, "largest");
        yes(!token.isBlacklisted(bob), "not blocked by it");
    }

    function test_transfer_moves() public {
        vm.expectEmit(address(token));
        emit IToken.Transfer(alice, bob, 400);
        vm.prank(alice);
        yes(token.transfer(bob, 400), "true");
        eq(token.balanceOf(alice), 600, "from");
        eq(token.balanceOf(bob), 400, "to");
    }

    function test_transfer_to_oneself() public {
        vm.prank(alice);
        token.transfer(alice, 400);
        eq(token.balanceOf(alice), 1000, "same");
    }

    function test_transfer_of_all() public {
        vm.prank(alice);
        token.transfer(bob, 1000);
        eq(token.balanceOf(alice), 0, "none left");
    }

    function test_transfer_of_too_much_is_refused() public {
        vm.prank(alice);
        refused(abi.encodeWithSignature("BalanceTooLow(address,uint256,uint256)", alice, 1000, 1001));
        token.transfer(bob, 1001);
    }

    function test_transfer_to_zero_is_refused() public {
        vm.prank(alice);
        refused(abi.encodeWithSignature("ZeroAccount()"));
        token.transfer(address(0), 1);
    }

    function test_transfer_from_or_to_a_blocked_account_is_refused() public {
        vm.prank(owner);
        token.blacklist(alice);
        vm.prank(alice);
        blocked(alice);
        token.transfer(bob, 1);
        token.mint(bob, 5);
        vm.prank(bob);
        blocked(alice);
        token.transfer(alice, 1);
    }

    function test_transfer_while_paused_is_refused() public {
        vm.prank(owner);
        token.pause();
        vm.prank(alice);
        refused(abi.encodeWithSignature("IsPaused()"));
        token.transfer(bob, 1);
    }

    function test_approve_and_transfer_from() public {
        vm.expectEmit(address(token));
        emit IToken.Approval(alice, carol, 500);
        vm.prank(alice);
        yes(token.approve(carol, 500), "true");
        vm.prank(carol);
        yes(token.transferFrom(alice, bob, 200), "true");
        eq(token.allowance(alice, carol), 300, "allowance");
        eq(token.balanceOf(bob), 200, "moved");
    }

    function test_an_endless_allowance_is_written_too() public {
        vm.prank(alice);
        token.approve(carol, type(uint256).max);
        vm.prank(carol);
        token.transferFrom(alice, bob, 200);
        eq(token.allowance(alice, carol), type(uint256).max - 200, "less");
    }

    function test_transfer_from_beyond_the_allowance_is_refused() public {
        vm.prank(alice);
        token.approve(carol, 199);
        vm.prank(carol);
        refused(abi.encodeWithSignature("AllowanceTooLow(address,uint256,uint256)", carol, 199, 200));
        token.transferFrom(alice, bob, 200);
    }

    function test_transfer_from_of_exactly_the_allowance() public {
        vm.prank(alice);
        token.approve(carol, 200);
        vm.prank(carol);
        token.transferFrom(alice, bob, 200);
        eq(token.allowance(alice, carol), 0, "used up");
    }

    function test_transfer_from_zero_is_refused() public {
        vm.prank(address(0));
        refused(abi.encodeWithSignature("ZeroAccount()"));
        token.transfer(bob, 0);
    }

    function test_transfer_from_touching_a_blocked_account_is_refused() public {
        vm.prank(alice);
        token.approve(carol, 500);
        address[3] memory each = [alice, bob, carol];
        for (uint256 i = 0; i < 3; ++i) {
            vm.prank(owner);
            token.blacklist(each[i]);
            vm.prank(carol);
            blocked(each[i]);
            token.transferFrom(alice, bob, 1);
            vm.prank(owner);
            token.unBlacklist(each[i]);
        }
        vm.prank(owner);
        token.pause();
        vm.prank(carol);
        refused(abi.encodeWithSignature("IsPaused()"));
        token.transferFrom(alice, bob, 1);
    }

    function test_approve_rules() public {
        vm.startPrank(alice);
        refused(abi.encodeWithSignature("ZeroAccount()"));
        token.approve(address(0), 1);
        vm.stopPrank();
        vm.prank(address(0));
        refused(abi.encodeWithSignature("ZeroAccount()"));
        token.approve(bob, 1);
        vm.prank(owner);
        token.blacklist(alice);
        vm.prank(alice);
        token.approve(carol, 1);
        eq(token.allowance(alice, carol), 1, "a blocked account may approve");
        vm.prank(owner);
        token.pause();
        vm.prank(alice);
        refused(abi.encodeWithSignature("IsPaused()"));
        token.approve(carol, 1);
    }

    function permitHash(uint256 nonce) internal view returns (bytes32) {
        return keccak256(abi.encode(token.PERMIT_TYPEHASH(), alice, carol, 77, nonce, T0));
    }

    function test_permit_in_both_forms() public {
        bytes memory signature = signed(ALICE_KEY, permitHash(0));
        vm.expectEmit(address(token));
        emit IToken.Approval(alice, carol, 77);
        token.permit(alice, carol, 77, T0, signature);
        eq(token.nonces(alice), 1, "nonce");
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(
            ALICE_KEY,
            keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), permitHash(1)))
        );
        token.permit(alice, carol, 77, T0, v, r, s);
        eq(token.nonces(alice), 2, "nonce");
        eq(token.allowance(alice, carol), 77, "allowance");
    }

    function test_permit_refusals() public {
        bytes memory signature = signed(ALICE_KEY, permitHash(0));
        vm.warp(T0 + 1);
        refused(abi.encodeWithSignature("SignatureExpired(uint256,uint256)", T0 + 1, T0));
        token.permit(alice, carol, 77, T0, signature);
        vm.warp(T0);
        refused(abi.encodeWithSignature("InvalidSignature(address)", alice));
        token.permit(alice, carol, 78, T0, signature);
        vm.prank(owner);
        token.pause();
        refused(abi.encodeWithSignature("IsPaused()"));
        token.permit(alice, carol, 77, T0, signature);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(
            ALICE_KEY,
            keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), permitHash(0)))
        );
        refused(abi.encodeWithSignature("IsPaused()"));
        token.permit(alice, carol, 77, T0, v, r, s);
        vm.prank(owner);
        token.unpause();
        token.permit(alice, carol, 77, T0, signature);
        refused(abi.encodeWithSignature("InvalidSignature(address)", alice));
        token.permit(alice, carol, 77, T0, signature);
    }

    function test_transfer_with_authorization_by_anyone() public {
        bytes memory signature = authorization(token.TRANSFER_WITH_AUTHORIZATION_TYPEHASH(), 100);
        vm.expectEmit(address(token));
        emit IToken.AuthorizationUsed(alice, NONCE);
        vm.prank(carol);
        token.transferWithAuthorization(alice, bob, 100, T0 - 1, T0 + 10, NONCE, signature);
        eq(token.balanceOf(bob), 100, "moved");
        yes(token.authorizationState(alice, NONCE), "used");
        refused(abi.encodeWithSignature("AuthorizationUsedOrCanceled(address,bytes32)", alice, NONCE));
        token.transferWithAuthorization(alice, bob, 100, T0 - 1, T0 + 10, NONCE, signature);
    }

    function test_receive_with_authorization_in_both_forms() public {
        bytes32 typehash = token.RECEIVE_WITH_AUTHORIZATION_TYPEHASH();
        bytes memory signature = authorization(typehash, 100);
        vm.prank(bob);
        token.receiveWithAuthorization(alice, bob, 100, T0 - 1, T0 + 10, NONCE, signature);
        bytes32 hash = keccak256(abi.encode(typehash, alice, bob, 50, T0 - 1, T0 + 10, keccak256("other")));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(
            ALICE_KEY,
            keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), hash))
        );
        vm.prank(bob);
        token.receiveWithAuthorization(alice, bob, 50, T0 - 1, T0 + 10, keccak256("other"), v, r, s);
        eq(token.balanceOf(bob), 150, "moved");
    }

    function test_receive_by_anyone_but_the_payee_is_refused() public {
        bytes memory signature = authorization(token.RECEIVE_WITH_AUTHORIZATION_TYPEHASH(), 100);
        vm.prank(carol);
        refused(abi.encodeWithSignature("CallerNotPayee(address,address)", carol, bob));
        token.receiveWithAuthorization(alice, bob, 100, T0 - 1, T0 + 10, NONCE, signature);
    }

    function test_receive_at_the_ends_of_its_validity() public {
        bytes memory signature = authorization(token.RECEIVE_WITH_AUTHORIZATION_TYPEHASH(), 100);
        vm.warp(T0 - 1);
        vm.prank(bob);
        refused(abi.encodeWithSignature("SignatureNotYetValid(uint256,uint256)", T0 - 1, T0));
        token.receiveWithAuthorization(alice, bob, 100, T0 - 1, T0 + 10, NONCE, signature);
        vm.warp(T0 + 10);
        vm.prank(bob);
        refused(abi.encodeWithSignature("SignatureExpired(uint256,uint256)", T0 + 10, T0 + 10));
        token.receiveWithAuthorization(alice, bob, 100, T0 - 1, T0 + 10, NONCE, signature);
        vm.warp(T0 + 9);
        vm.prank(bob);
        token.receiveWithAuthorization(alice, bob, 100, T0 - 1, T0 + 10, NONCE, signature);
    }

    function test_authorizations_are_refused_while_paused_or_blocked() public {
        bytes memory receiving = authorization(token.RECEIVE_WITH_AUTHORIZATION_TYPEHASH(), 100);
        bytes memory sending = authorization(token.TRANSFER_WITH_AUTHORIZATION_TYPEHASH(), 100);
        for (uint256 i = 0; i < 3; ++i) {
            address who = i == 0 ? alice : bob;
            vm.prank(owner);
            if (i < 2) token.blacklist(who);
            else token.pause();
            bytes memory reason =
                i < 2
                    ? abi.encodeWithSignature("AccountIsBlacklisted(address)", who)
                    : abi.encodeWithSignature("IsPaused()");
            vm.prank(bob);
            refused(reason);
            token.receiveWithAuthorization(alice, bob, 100, T0 - 1, T0 + 10, NONCE, receiving);
            vm.prank(bob);
            refused(reason);
            token.receiveWithAuthorization(alice, bob, 100, T0 - 1, T0 + 10, NONCE, 27, 0, 0);
            refused(reason);
            token.transferWithAuthorization(alice, bob, 100, T0 - 1, T0 + 10, NONCE, sending);
            vm.prank(owner);
            if (i < 2) token.unBlacklist(who);
        }
    }

    function test_an_authorization_of_the_other_kind_is_refused() public {
        bytes memory sending = authorization(token.TRANSFER_WITH_AUTHORIZATION_TYPEHASH(), 100);
        vm.prank(bob);
        refused(abi.encodeWithSignature("InvalidSignature(address)", alice));
        token.receiveWithAuthorization(alice, bob, 100, T0 - 1, T0 + 10, NONCE, sending);
    }

    function test_an_authorization_is_cancelled() public {
        bytes32 hash = keccak256(abi.encode(token.CANCEL_AUTHORIZATION_TYPEHASH(), alice, NONCE));
        bytes memory signature = signed(ALICE_KEY, hash);
        refused(abi.encodeWithSignature("InvalidSignature(address)", bob));
        token.cancelAuthorization(bob, NONCE, signature);
        vm.expectEmit(address(token));
        emit IToken.AuthorizationCanceled(alice, NONCE);
        token.cancelAuthorization(alice, NONCE, signature);
        yes(token.authorizationState(alice, NONCE), "spent");
        refused(abi.encodeWithSignature("AuthorizationUsedOrCanceled(address,bytes32)", alice, NONCE));
        token.cancelAuthorization(alice, NONCE, signature);
        vm.prank(owner);
        token.pause();
        refused(abi.encodeWithSignature("IsPaused()"));
        token.cancelAuthorization(alice, NONCE, signature);
    }

    function test_a_smart_account_signs() public {
        Wallet1271 wallet = new Wallet1271();
        token.mint(address(wallet), 100);
        bytes32 hash = keccak256(
            abi.encode(token.RECEIVE_WITH_AUTHORIZATION_TYPEHASH(), address(wallet), bob, 100, T0 - 1, T0 + 10, NONCE)
        );
        wallet.set(Wallet1271.Mode.Accept, keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), hash)));
        vm.prank(bob);
        token.receiveWithAuthorization(address(wallet), bob, 100, T0 - 1, T0 + 10, NONCE, "passkey");
        eq(token.balanceOf(bob), 100, "moved");
    }

    function test_switches_belong_to_the_owner() public {
        bytes memory reason = abi.encodeWithSignature("NotOwner(address,address)", bob, owner);
        vm.startPrank(bob);
        refused(reason);
        token.blacklist(alice);
        refused(reason);
        token.unBlacklist(alice);
        refused(reason);
        token.pause();
        refused(reason);
        token.unpause();
    }

    function test_switches_emit_and_undo() public {
        vm.startPrank(owner);
        vm.expectEmit(address(token));
        emit IToken.Blacklisted(alice);
        token.blacklist(alice);
        yes(token.isBlacklisted(alice), "blocked");
        eq(token.balanceOf(alice), 1000, "balance unchanged");
        vm.expectEmit(address(token));
        emit IToken.UnBlacklisted(alice);
        token.unBlacklist(alice);
        yes(!token.isBlacklisted(alice), "unblocked");
        eq(token.balanceOf(alice), 1000, "balance unchanged");
        vm.expectEmit(address(token));
        emit IToken.Pause();
        token.pause();
        yes(token.paused(), "paused");
        vm.expectEmit(address(token));
        emit IToken.Unpause();
        token.unpause();
        yes(!token.paused(), "unpaused");
    }

    // properties

    function test_fuzz_transfer_keeps_the_sum(uint256 value, uint256 minted) public {
        minted = within(minted, 0, 1 << 200);
        token.mint(alice, minted);
        value = within(value, 0, minted + 1000);
        vm.prank(alice);
        token.transfer(bob, value);
        eq(token.balanceOf(alice) + token.balanceOf(bob), minted + 1000, "sum");
        eq(token.balanceOf(bob), value, "moved");
    }

    function test_fuzz_transfer_from_never_exceeds_the_allowance(uint256 allowed, uint256 value) public {
        vm.prank(alice);
        token.approve(carol, allowed);
        value = within(value, 0, 1000);
        vm.prank(carol);
        if (value > allowed) {
            refused(abi.encodeWithSignature("AllowanceTooLow(address,uint256,uint256)", carol, allowed, value));
        }
        token.transferFrom(alice, bob, value);
    }

    function test_fuzz_a_signature_by_another_key_is_refused(uint256 key) public {
        key = within(key, 1, 1 << 200);
        vm.assume(key != ALICE_KEY);
        bytes32 typehash = token.RECEIVE_WITH_AUTHORIZATION_TYPEHASH();
        bytes memory signature = signed(key, keccak256(abi.encode(typehash, alice, bob, 100, T0 - 1, T0 + 10, NONCE)));
        vm.prank(bob);
        refused(abi.encodeWithSignature("InvalidSignature(address)", alice));
        token.receiveWithAuthorization(alice, bob, 100, T0 - 1, T0 + 10, NONCE, signature);
    }

    function test_fuzz_a_blocked_bit_never_changes_a_balance(uint256 minted) public {
        minted = within(minted, 0, 1 << 250);
        token.mint(bob, minted);
        vm.startPrank(owner);
        token.blacklist(bob);
        eq(token.balanceOf(bob), minted, "blocked");
        token.unBlacklist(bob);
        eq(token.balanceOf(bob), minted, "unblocked");
    }
}
