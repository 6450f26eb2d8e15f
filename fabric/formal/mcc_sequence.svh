// No job is lost and none runs twice, whatever software writes and whenever, and whenever the job engine ends.
    always @* assume (rst == $initstate);

    // The job engine: it ends what it was given, once, or drops it.
    logic f_running;
    logic [31:0] f_current; // what it runs
    always @* begin
        if (finished) assume (f_running && !drop);
    end

    // What was started or dropped last, and what a second start of it would look like.
    logic [31:0] f_last;
    // Software that keeps the protocol: the next number after the one that is done, at any time. And software that does not.
    (* anyconst *) logic f_polite;
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

    always @* if (!$initstate) begin
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

    always @(posedge clk) if (!$initstate && !$past(rst)) begin
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
