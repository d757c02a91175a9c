// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITeamRoles} from "../src/interfaces/ITeamRoles.sol";
import {TestBase} from "./support/TestBase.sol";

/// @notice Roles of organisations.
contract RolesTest is TestBase {
    ITeamRoles internal roles;
    bytes32 internal constant ORG = keccak256("org");
    address internal admin = address(0xad31);
    address internal user = address(0x05e4);
    address internal stranger = address(0x5732);

    function setUp() public {
        roles = ITeamRoles(deploy("TeamRoles.sol:TeamRoles", ""));
        vm.prank(admin);
        roles.createOrg(ORG);
    }

    function set(address by, address account, ITeamRoles.Role role) internal {
        vm.prank(by);
        roles.setRole(ORG, account, role);
    }

    function isRole(address account, ITeamRoles.Role role) internal view {
        eq(uint256(roles.roleOf(ORG, account)), uint256(role), "role");
    }

    function wrongRole(address account, ITeamRoles.Role actual, ITeamRoles.Role expected) internal {
        vm.expectRevert(abi.encodeWithSelector(ITeamRoles.WrongRole.selector, ORG, account, actual, expected));
    }

    function test_create_makes_the_caller_admin() public {
        vm.expectEmit(address(roles));
        emit ITeamRoles.OrgCreated(keccak256("other"), user);
        vm.expectEmit(address(roles));
        emit ITeamRoles.RoleSet(keccak256("other"), user, ITeamRoles.Role.Admin, user);
        vm.prank(user);
        roles.createOrg(keccak256("other"));
        eq(roles.adminCount(keccak256("other")), 1, "one admin");
        isRole(admin, ITeamRoles.Role.Admin);
        isRole(user, ITeamRoles.Role.None);
    }

    function test_create_again_is_refused() public {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(ITeamRoles.OrgExists.selector, ORG));
        roles.createOrg(ORG);
    }

    function test_create_zero_is_refused() public {
        vm.expectRevert(abi.encodeWithSelector(ITeamRoles.ZeroOrg.selector));
        roles.createOrg(bytes32(0));
    }

    function test_an_admin_grants_every_role() public {
        for (uint256 i = 0; i < 4; ++i) {
            vm.expectEmit(address(roles));
            emit ITeamRoles.RoleSet(ORG, user, ITeamRoles.Role(3 - i), admin);
            set(admin, user, ITeamRoles.Role(3 - i));
            isRole(user, ITeamRoles.Role(3 - i));
        }
    }

    function test_nobody_below_admin_grants() public {
        for (uint256 i = 0; i < 3; ++i) {
            set(admin, user, ITeamRoles.Role(i));
            vm.prank(user);
            wrongRole(user, ITeamRoles.Role(i), ITeamRoles.Role.Admin);
            roles.setRole(ORG, user, ITeamRoles.Role.Admin);
        }
    }

    function test_an_admin_of_another_org_grants_nothing_here() public {
        vm.startPrank(stranger);
        roles.createOrg(keccak256("other"));
        wrongRole(stranger, ITeamRoles.Role.None, ITeamRoles.Role.Admin);
        roles.setRole(ORG, stranger, ITeamRoles.Role.Admin);
    }

    function test_a_revoked_admin_grants_nothing() public {
        set(admin, user, ITeamRoles.Role.Admin);
        set(user, admin, ITeamRoles.Role.Viewer);
        vm.prank(admin);
        wrongRole(admin, ITeamRoles.Role.Viewer, ITeamRoles.Role.Admin);
        roles.setRole(ORG, admin, ITeamRoles.Role.Admin);
    }

    function test_granting_the_zero_account_is_refused() public {
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(ITeamRoles.ZeroAccount.selector));
        roles.setRole(ORG, address(0), ITeamRoles.Role.Viewer);
    }

    function test_admins_are_counted() public {
        set(admin, user, ITeamRoles.Role.Admin);
        eq(roles.adminCount(ORG), 2, "two");
        set(admin, user, ITeamRoles.Role.Admin);
        eq(roles.adminCount(ORG), 2, "the same one counts once");
        set(admin, user, ITeamRoles.Role.User);
        eq(roles.adminCount(ORG), 1, "one");
        set(admin, user, ITeamRoles.Role.Viewer);
        eq(roles.adminCount(ORG), 1, "still one");
    }

    function test_the_last_admin_stays() public {
        vm.startPrank(admin);
        vm.expectRevert(abi.encodeWithSelector(ITeamRoles.LastAdmin.selector, ORG, admin));
        roles.setRole(ORG, admin, ITeamRoles.Role.User);
        vm.expectRevert(abi.encodeWithSelector(ITeamRoles.LastAdmin.selector, ORG, admin));
        roles.leaveOrg(ORG);
    }

    function test_the_last_admin_may_be_set_admin_again() public {
        set(admin, admin, ITeamRoles.Role.Admin);
        eq(roles.adminCount(ORG), 1, "one");
    }

    function test_an_admin_leaves_when_there_is_another() public {
        set(admin, user, ITeamRoles.Role.Admin);
        vm.expectEmit(address(roles));
        emit ITeamRoles.RoleSet(ORG, admin, ITeamRoles.Role.None, admin);
        vm.prank(admin);
        roles.leaveOrg(ORG);
        isRole(admin, ITeamRoles.Role.None);
        eq(roles.adminCount(ORG), 1, "one");
    }

    function test_a_viewer_leaves() public {
        set(admin, user, ITeamRoles.Role.Viewer);
        vm.prank(user);
        roles.leaveOrg(ORG);
        isRole(user, ITeamRoles.Role.None);
    }

    function test_who_is_not_in_cannot_leave() public {
        vm.prank(stranger);
        wrongRole(stranger, ITeamRoles.Role.None, ITeamRoles.Role.Viewer);
        roles.leaveOrg(ORG);
    }

    function test_an_unknown_org_has_nobody() public {
        eq(roles.adminCount(keccak256("none")), 0, "no admin");
        vm.prank(admin);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITeamRoles.WrongRole.selector,
                keccak256("none"),
                admin,
                ITeamRoles.Role.None,
                ITeamRoles.Role.Admin
            )
        );
        roles.setRole(keccak256("none"), admin, ITeamRoles.Role.Admin);
    }

    // properties

    function test_fuzz_admin_count_equals_admins(uint256 seed) public {
        address[4] memory people = [admin, user, stranger, address(0x4444)];
        for (uint256 i = 0; i < 24; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            address by = people[seed % 4];
            address account = people[(seed >> 8) % 4];
            ITeamRoles.Role role = ITeamRoles.Role((seed >> 16) % 4);
            bool mayGrant = roles.roleOf(ORG, by) == ITeamRoles.Role.Admin;
            bool isLast =
                roles.roleOf(ORG, account) == ITeamRoles.Role.Admin &&
                    role != ITeamRoles.Role.Admin &&
                    roles.adminCount(ORG) == 1;
            vm.prank(by);
            (bool done, ) = address(roles).call(abi.encodeCall(roles.setRole, (ORG, account, role)));
            yes(done == (mayGrant && !isLast), "as predicted");
            uint256 admins;
            for (uint256 j = 0; j < 4; ++j) if (roles.roleOf(ORG, people[j]) == ITeamRoles.Role.Admin) ++admins;
            eq(roles.adminCount(ORG), admins, "counted");
            yes(admins > 0, "never none");
        }
    }

    function test_fuzz_a_stranger_never_grants(address caller, address account, uint8 role) public {
        vm.assume(caller != admin);
        vm.prank(caller);
        wrongRole(caller, ITeamRoles.Role.None, ITeamRoles.Role.Admin);
        roles.setRole(ORG, account, ITeamRoles.Role(role % 4));
    }

    function test_fuzz_orgs_are_apart(bytes32 org, address account) public {
        vm.assume(org != ORG && org != 0 && account != address(0));
        set(admin, account, ITeamRoles.Role.Admin);
        eq(uint256(roles.roleOf(org, account)), 0, "none elsewhere");
    }
}
