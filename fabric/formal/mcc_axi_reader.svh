// AXI4 reads as a master must keep them, against a bus that answers late, slowly and with errors. The cutting of requests is
// proved in mcc_axi_bursts, the order of what arrives in mcc_fifo.
    always @* assume (rst == $initstate);
    always @* if (request_valid) assume (request_beats != 0);

    handshake_rules #(.WIDTH(72)) f_ar
        (.clk(clk), .valid(m_arvalid && !rst), .ready(m_arready), .offer({m_araddr, m_arlen}));
    handshake_rules #(.WIDTH(131), .ASSUMED(1)) f_r
        (.clk(clk), .valid(m_rvalid && !rst), .ready(m_rready), .offer({m_rdata, m_rresp, m_rlast}));

    // The bus: bursts taken and not yet answered to the end; it answers the oldest with the beats that were asked for.
    localparam int F_BITS = $clog2(OUTSTANDING) + 1;
    logic [F_BITS-1:0] f_asked, f_answered;
    logic [7:0] f_lengths [0:(1 << F_BITS)-1];
    logic [7:0] f_beat;
    wire [F_BITS-1:0] f_open = f_asked - f_answered;
    wire [$clog2(OUTSTANDING):0] f_in_flight_count; // in_flight.count, connected by run.sh
    always @* if (m_rvalid) assume (f_open != 0 && m_rlast == (f_beat == f_lengths[f_answered]));

    always @(posedge clk) begin
        if (m_arvalid && m_arready) begin
            f_lengths[f_asked] <= m_arlen;
            f_asked <= f_asked + 1'b1;
        end
        if (m_rvalid && m_rready) f_beat <= m_rlast ? 8'd0 : f_beat + 8'd1;
        if (m_rvalid && m_rready && m_rlast) f_answered <= f_answered + 1'b1;
        if (rst) begin
            f_asked <= 0; f_answered <= 0; f_beat <= 0;
        end
    end

    always @* if (!$initstate) begin
        assert ({1'b0, f_open} + m_arvalid <= OUTSTANDING); // not more at once than allowed
        if (idle) assert (f_open == 0 && !m_arvalid && !data_valid);    // idle is idle
        if (flush) assert (m_rready && !request_ready);                 // giving up never blocks the bus
        // Invariants that induction needs.
        assert ({1'b0, f_open} + m_arvalid == f_in_flight_count);
    end

    always @(posedge clk) if (!$initstate && !$past(rst)) begin
        if ($past(flush) && !$past(m_arvalid)) assert (!m_arvalid);     // and asks for nothing more
        if ($past(m_rvalid && m_rready && m_rresp != 0)) assert (error);
        if (error && !$past(error)) assert ($past(m_rvalid && m_rready && m_rresp != 0));
        if ($past(error) && !$past(clear)) assert (error && error_address == $past(error_address));
    end
