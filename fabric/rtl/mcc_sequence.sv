// When a job starts and what is reported to software: sequence numbers, state and interrupt. A job starts when SUBMIT differs from
// DONE; DONE takes its number when it has ended. So no write is an event that could be lost or seen twice, and the interrupt is
// a level that falls when software writes back the number that it has seen.
`include "mcc_assert.svh"

module mcc_sequence (
    input  logic        clk,
    input  logic        rst,

    // Registers that software writes.
    input  logic        enable,
    input  logic        soft_reset,
    input  logic [31:0] submit,
    input  logic [31:0] acknowledge,
    input  logic        interrupt_enable,

    // Registers that software reads.
    output logic [3:0]  state,
    output logic [31:0] started,
    output logic [31:0] done,
    output logic        irq,

    // The job engine: start, finished and failed last one cycle; drop holds until it is dropped.
    output logic        start,
    input  logic        finished,
    input  logic        failed,
    output logic        drop,
    input  logic        dropped
);
    logic resetting; // a soft reset, however short, lasts until the job engine has dropped its job

    assign start     = state == mcc_contract_pkg::STATE_IDLE && enable && !drop && submit != done;
    assign drop      = soft_reset || resetting;
    assign irq       = interrupt_enable && !drop && done != acknowledge;

    always_ff @(posedge clk) begin
        if (drop) begin
            // A job that was dropped never runs: DONE follows SUBMIT for as long as the reset lasts.
            resetting <= !dropped;
            if (dropped) state <= mcc_contract_pkg::STATE_RESET;
            started <= submit;
            done    <= submit;
        end else begin
            case (state)
                mcc_contract_pkg::STATE_RESET: if (enable) state <= mcc_contract_pkg::STATE_IDLE;
                mcc_contract_pkg::STATE_IDLE:
                    if (start) begin
                        state   <= mcc_contract_pkg::STATE_BUSY;
                        started <= submit;
                    end else if (!enable) state <= mcc_contract_pkg::STATE_RESET;
                mcc_contract_pkg::STATE_BUSY:
                    if (finished) begin
                        state <= failed ? mcc_contract_pkg::STATE_FAULT : mcc_contract_pkg::STATE_IDLE;
                        done  <= started;
                    end
                default: ; // a fault ends with a soft reset only
            endcase
        end
        if (rst) begin
            resetting <= 1'b0;
            state     <= mcc_contract_pkg::STATE_RESET;
            started   <= '0;
            done      <= '0;
        end
    end

`ifdef MCC_CHECKED
    `MCC_RESET_FIRST

    // No job is lost and none runs twice, whatever software writes and whenever, and whenever the job engine ends.
    // The job engine: it ends what it was given, once, or drops it.
    logic f_running;
    logic [31:0] f_current; // what it runs
    `MCC_ASSUME(!finished || (f_running && !drop))

    // What was started or dropped last, and what a second start of it would look like.
    logic [31:0] f_last;
    // Software that keeps the protocol: the next number after the one that is done, at any time. And software that does not.
    `MCC_ANY(1, f_polite, 1'b0)
    logic [31:0] f_starts, f_ends;

    always @(posedge clk) begin
        if (start) begin
            f_running <= 1'b1;
            f_current <= submit;
            f_last <= submit;
            f_starts <= f_starts + 1;
        end
        if (finished) f_ends <= f_ends + 1;
        if (finished || (drop && dropped)) f_running <= 1'b0;
        if (drop) f_last <= submit;
        if (rst) begin
            f_running <= 0; f_last <= 0; f_starts <= 0; f_ends <= 0;
        end
    end

`ifdef MCC_PROVE
    // Polite software resets nothing and counts up by one when all is done.
    logic [31:0] f_submit_before, f_done_before;
    always @(posedge clk) begin
        f_submit_before <= submit;
        f_done_before <= done;
    end
    always @* if (f_polite) begin
        assume (!soft_reset);
        if ($initstate) assume (submit == 0);
        else assume (submit == f_submit_before || (submit == f_submit_before + 1 && f_submit_before == f_done_before));
    end
`endif

    `MCC_ALWAYS begin
        if (start) assert (submit != f_last && !f_running && enable && !soft_reset); // never twice, never two at once
        if (f_running && !drop) assert (state == mcc_contract_pkg::STATE_BUSY && started == f_current && done != started);
        if (state == mcc_contract_pkg::STATE_IDLE && enable && !drop && submit != done) assert (start); // never lost
        if (f_polite) assert (f_starts == f_ends + f_running);
        // Of the jobs that were submitted, all have run, but for one that waits to start.
        if (f_polite) assert (f_ends == done && (submit == done || submit == done + 1));
        if (f_polite && f_running) assert (f_starts == submit && started == submit);
        assert (irq == (interrupt_enable && !drop && done != acknowledge));
        // Invariants that induction needs.
        if (!drop) assert (f_running == (state == mcc_contract_pkg::STATE_BUSY));
        if (!f_running && !drop) assert (f_last == done && started == done);
        if (f_running) assert (f_last == started || drop);
        assert (state <= 3);
        if (f_polite) assert (!resetting);
    end

    `MCC_NEXT begin
        // DONE moves only to what has ended, or with SUBMIT while a reset lasts.
        if (!$past(drop) && done != $past(done)) assert ($past(finished) && done == $past(started));
        if ($past(finished)) assert (done == $past(started) && !f_running);
        if ($past(finished && failed)) assert (state == mcc_contract_pkg::STATE_FAULT);
        if ($past(finished && !failed)) assert (state == mcc_contract_pkg::STATE_IDLE);
        if (start) assert (!$past(drop));
        if ($past(drop && !dropped)) assert (drop);
        if ($past(dropped && drop)) assert (state == mcc_contract_pkg::STATE_RESET);
        if ($past(state) == mcc_contract_pkg::STATE_FAULT && !$past(drop)) assert (state == mcc_contract_pkg::STATE_FAULT);
    end
`endif
endmodule
