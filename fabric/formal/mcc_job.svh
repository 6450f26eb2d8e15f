// A job that starts ends once, or is dropped; the core gets it at most once and only after every check; a refused job writes
// nothing. Core, bus and checks may answer anything at any time.
    always @* assume (rst == $initstate);

    // mcc_sequence starts one job at a time, holds drop until it is dropped, and starts nothing in the cycle after (proved there).
    logic f_running, f_must_drop, f_drop_before;
    always @* begin
        if (start) assume (!f_running && !drop && !f_drop_before);
        if (f_must_drop) assume (drop);
    end

    logic f_allowed, f_offered, f_finished;
    logic [4:0] f_latched, f_written;
    always @(posedge clk) begin
        if (start) begin
            f_running <= 1; f_allowed <= 0; f_offered <= 0; f_latched <= 0; f_written <= 0;
        end
        if (f_running && state == CHECK && checked && check_code == mcc_contract_pkg::CODE_PENDING) f_allowed <= 1;
        if (core_valid && core_ready) f_offered <= 1;
        if (state == LATCH) f_latched <= f_latched + 1;
        if (write_data_valid && write_data_ready) f_written <= f_written + 1;
        if (finished || (drop && dropped)) f_running <= 0;
        f_must_drop <= drop && !dropped;
        f_drop_before <= drop;
        if (rst) begin
            f_running <= 0; f_must_drop <= 0; f_drop_before <= 0;
        end
    end

    always @* if (!$initstate) begin
        if (finished) assert (f_running && f_latched == mcc_contract_pkg::RES_BYTES / 16);
        if (core_valid) assert (f_running && f_allowed && !f_offered && !core_rst);
        if (running) assert (f_running && f_offered);
        // What is not done and has not failed half-way was refused: no byte of it is written.
        if (write_valid || write_data_valid)
            assert (code == mcc_contract_pkg::CODE_DONE || code >= mcc_contract_pkg::CODE_READ_ERROR);
        if (finished && f_written != 0) assert (f_written == mcc_contract_pkg::RES_BYTES / 16);
        if (finished && failed) assert (code >= mcc_contract_pkg::CODE_READ_ERROR && f_written != 0);
        if (owns_bus) assert (!core_valid && !running);
        if (flush) assert (core_rst && !read_valid && !write_valid && !write_data_valid);
        // Invariants that induction needs.
        assert (state <= DROP);
        if (state != IDLE && state != DROP) assert (f_running);
        if (state == IDLE) assert (!f_running);
        if (state == OFFER) assert (f_allowed && !f_offered);
        if (state == RUN) assert (f_offered);
        if (state < LATCH && f_running) assert (f_latched == 0 && f_written == 0);
        if (state < OFFER && f_running) assert (!f_offered);
        if (state == LATCH) assert (f_latched == beat && beat <= LAST_BEAT && f_written == 0);
        if (state > LATCH && state != DROP) assert (f_latched == LAST_BEAT + 1);
        if (state == DRAIN || state == ADDRESS) assert (f_written == 0 && beat == 0);
        if (state == WRITE) assert (f_written == beat && beat <= LAST_BEAT);
        if (state == SETTLE || state == AMEND) assert (f_written == LAST_BEAT + 1 && beat == 0);
        if (state == DRAIN) assert (is_failure);
        if (state == ADDRESS || state == WRITE || state == SETTLE)
            assert (code == mcc_contract_pkg::CODE_DONE || is_failure);
        if (state == AMEND) assert (is_failure);
        if (state == FINISH) assert (f_written == 0 ? !is_failure : f_written == LAST_BEAT + 1);
        if (state == DROP) assert (f_drop_before && (f_must_drop || !f_running));
        if (state == LOCATE || state == FETCH || state == CHECK || state == OFFER || state == RUN) assert (beat == 0);
    end
