// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The escrow's ledger without times and callers: any order of openings, extensions, part payments, closings, failed
/// payouts and withdrawals. What is held is never less than what is owed (locked, credited and booked as fees), for any number
/// of calls. Proved, not tested: `npm run smt`.
contract LedgerModel {
    uint256 private held;
    uint256 private owed;

    function open(uint256 deposit) external {
        held += deposit;
        owed += deposit;
        check();
    }

    /// @dev A payout from a job. The fee stays owed, to the treasury; so does a payout that the token refuses, as a credit.
    function pay(uint256 gross, uint256 fee, bool refused) external {
        require(gross <= owed && fee <= gross);
        if (!refused) {
            held -= gross - fee;
            owed -= gross - fee;
        }
        check();
    }

    /// @dev The end of a job that holds `rest`, of which the provider earned `gross`.
    function close(uint256 rest, uint256 gross, uint256 fee, bool providerRefused, bool buyerRefused) external {
        require(rest <= owed && gross <= rest && fee <= gross);
        if (!providerRefused) {
            held -= gross - fee;
            owed -= gross - fee;
        }
        if (!buyerRefused) {
            held -= rest - gross;
            owed -= rest - gross;
        }
        check();
    }

    /// @dev A credit or the fees leave; somebody's gift comes in.
    function withdraw(uint256 amount) external {
        require(amount <= owed);
        held -= amount;
        owed -= amount;
        check();
    }

    function gift(uint256 amount) external {
        held += amount;
        check();
    }

    function check() private view {
        assert(held >= owed);
    }
}
