// AXI4 writes as a master must keep them: as many beats as each address promised, the last one marked, nothing waiting for an
// address to be taken, every answer accounted for. That a queue keeps its words is proved in mcc_fifo and assumed here.
    always @* assume (rst == $initstate);
    always @* if (request_valid) assume (request_beats != 0);

    handshake_rules #(.WIDTH(72)) f_aw
        (.clk(clk), .valid(m_awvalid && !rst), .ready(m_awready), .offer({m_awaddr, m_awlen}));
    handshake_rules #(.WIDTH(145)) f_w
        (.clk(clk), .valid(m_wvalid && !rst), .ready(m_wready), .offer({m_wdata, m_wstrb, m_wlast}));
    handshake_rules #(.WIDTH(2), .ASSUMED(1)) f_b
        (.clk(clk), .valid(m_bvalid && !rst), .ready(m_bready), .offer(m_bresp));

    // Bursts, numbered: shown, taken by the bus, all beats formed, all beats taken, answered.
    localparam int F_BITS = $clog2(OUTSTANDING) + 1;
    logic [F_BITS-1:0] f_shown, f_taken, f_formed, f_sent, f_answered;
    logic [7:0] f_lengths [0:(1 << F_BITS)-1];
    logic [7:0] f_beat; // beats of the burst f_sent that the bus took
    wire [F_BITS-1:0] f_unformed = f_shown - f_formed, f_unanswered = f_shown - f_answered;
    wire [F_BITS-1:0] f_taken_open = f_taken - f_answered, f_sent_open = f_sent - f_answered;
    wire [$clog2(OUTSTANDING):0] f_lengths_count, f_answers_count; // of the two queues, connected by run.sh
    always @* if (filling) assume (final_beat == f_lengths[f_formed]);
    // The bus answers what it has, address and data, and nothing else.
    always @* if (m_bvalid) assume (f_taken_open != 0 && f_sent_open != 0);

    always @(posedge clk) begin
        if (start) begin
            f_lengths[f_shown] <= length;
            f_shown <= f_shown + 1'b1;
        end
        if (m_awvalid && m_awready) f_taken <= f_taken + 1'b1;
        if (ended) f_formed <= f_formed + 1'b1;
        if (m_wvalid && m_wready) f_beat <= m_wlast ? 8'd0 : f_beat + 8'd1;
        if (m_wvalid && m_wready && m_wlast) f_sent <= f_sent + 1'b1;
        if (m_bvalid && m_bready) f_answered <= f_answered + 1'b1;
        if (rst) begin
            f_shown <= 0; f_taken <= 0; f_formed <= 0; f_sent <= 0; f_answered <= 0; f_beat <= 0;
        end
    end

    always @* if (!$initstate) begin
        // Data belong to an address that was shown, and the last beat is where the address says.
        if (m_wvalid) assert (f_sent != f_shown && m_wlast == (f_beat == f_lengths[f_sent]));
        assert (f_unanswered <= OUTSTANDING);
        if (idle) assert (f_unanswered == 0 && !m_awvalid && !m_wvalid);
        if (flush) assert (!data_ready && !request_ready);
        // Giving up forms a beat in every cycle that the bus takes one, so it ends.
        if (flush && f_unformed != 0 && m_wready) assert (beat_in);
        // Invariants that induction needs.
        assert (f_unformed == f_lengths_count && f_unanswered == f_answers_count);
        assert (f_taken + m_awvalid == f_shown && f_sent + (m_wvalid && m_wlast) == f_formed);
        assert (f_taken_open <= f_unanswered && f_sent_open <= f_unanswered && f_unformed <= f_unanswered);
        assert (f_sent_open + (m_wvalid && m_wlast) + f_unformed == f_unanswered);
        assert (beat == (m_wvalid ? (m_wlast ? 8'd0 : f_beat + 8'd1) : f_beat));
        if (m_wvalid && !m_wlast) assert (f_beat < f_lengths[f_sent]);
        if (f_unformed != 0) assert (beat <= f_lengths[f_formed]);
        if (f_unformed == 0) assert (beat == 0);
    end

    always @(posedge clk) if (!$initstate && !$past(rst)) begin
        if ($past(flush) && !$past(m_awvalid)) assert (!m_awvalid);
        if ($past(start)) assert (m_awvalid && m_awlen == $past(length));
        if ($past(flush) && m_wvalid && $past(beat_in)) assert (m_wstrb == 0);   // nothing is written that was not given
        if ($past(data_valid && data_ready)) assert (m_wvalid && m_wdata == $past(data) && m_wstrb == $past(data_strobe));
        if ($past(m_bvalid && m_bresp != 0)) assert (error);
        if (error && !$past(error)) assert ($past(m_bvalid && m_bresp != 0));
        if ($past(error) && !$past(clear)) assert (error && error_address == $past(error_address));
    end
