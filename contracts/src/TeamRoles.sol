// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITeamRoles} from "./interfaces/ITeamRoles.sol";

/// @title TeamRoles
/// @notice See `ITeamRoles` for what it does and what it assumes. It has no owner.
contract TeamRoles is ITeamRoles {
    /// @inheritdoc ITeamRoles
    mapping(bytes32 org => mapping(address account => Role role)) public override roleOf;
    /// @inheritdoc ITeamRoles
    mapping(bytes32 org => uint256 count) public override adminCount;

    /// @inheritdoc ITeamRoles
    function createOrg(bytes32 org) external {
        if (org == bytes32(0)) revert ZeroOrg();
        if (adminCount[org] != 0) revert OrgExists(org);
        emit OrgCreated(org, msg.sender);
        _setRole(org, roleOf[org], msg.sender, Role.Admin);
    }

    /// @inheritdoc ITeamRoles
    function setRole(bytes32 org, address account, Role role) external {
        mapping(address => Role) storage roles = roleOf[org];
        Role callerRole = roles[msg.sender];
        if (callerRole != Role.Admin) revert WrongRole(org, msg.sender, callerRole, Role.Admin);
        if (account == address(0)) revert ZeroAccount();
        _setRole(org, roles, account, role);
    }

    /// @inheritdoc ITeamRoles
    function leaveOrg(bytes32 org) external {
        mapping(address => Role) storage roles = roleOf[org];
        if (roles[msg.sender] == Role.None) revert WrongRole(org, msg.sender, Role.None, Role.Viewer);
        _setRole(org, roles, msg.sender, Role.None);
    }

    function _setRole(bytes32 org, mapping(address => Role) storage roles, address account, Role role) private {
        Role oldRole = roles[account];
        if (role == Role.Admin) {
            if (oldRole != Role.Admin) ++adminCount[org];
        } else if (oldRole == Role.Admin) {
            if (adminCount[org] == 1) revert LastAdmin(org, account);
            --adminCount[org];
        }
        roles[account] = role;
        emit RoleSet(org, account, role, msg.sender);
    }
}
