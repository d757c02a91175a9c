// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Roles of organisations in tracked mode
/// @notice Who may see and who may spend in an organisation's name. An organisation is 32 random bytes: no name is on chain.
///
/// Assumptions: a Viewer cannot be kept from reading the chain; the role gates what the service shows and decrypts. Organisation
/// ids are random, so that nobody can create one before its owner except by watching the pending transaction, in which case the
/// owner takes another id.
interface ITeamRoles {
    /// @notice What an account may do for an organisation.
    enum Role {
        None,
        Viewer,
        User,
        Admin
    }

    /// @notice An organisation exists from now on. `RoleSet` for its first admin follows.
    event OrgCreated(bytes32 indexed org, address indexed admin);

    /// @notice An account has this role now; `by` set it.
    event RoleSet(bytes32 indexed org, address indexed account, Role role, address by);

    /// @notice There is such an organisation already.
    error OrgExists(bytes32 org);

    /// @notice The zero organisation cannot be created.
    error ZeroOrg();

    /// @notice The zero account cannot have a role.
    error ZeroAccount();

    /// @notice The caller's role is below what this needs.
    error WrongRole(bytes32 org, address account, Role actual, Role expected);

    /// @notice An organisation keeps at least one admin.
    error LastAdmin(bytes32 org, address account);

    /// @notice Creates an organisation with the caller as its admin.
    function createOrg(bytes32 org) external;

    /// @notice Gives an account a role, or takes it with None. Admin.
    function setRole(bytes32 org, address account, Role role) external;

    /// @notice Gives up the caller's own role.
    function leaveOrg(bytes32 org) external;

    /// @notice An account's role.
    function roleOf(bytes32 org, address account) external view returns (Role);

    /// @notice How many admins an organisation has; 0 if there is none such.
    function adminCount(bytes32 org) external view returns (uint256);
}
