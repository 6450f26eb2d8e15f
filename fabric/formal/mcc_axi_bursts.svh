// The bursts of a request: one after the other without gap or overlap, all of it, none across 4 KiB.
    always @* assume (rst == $initstate);
    always @* if (request_valid) assume (request_beats != 0);

    handshake_rules #(.WIDTH(72)) f_a (.clk(clk), .valid(a_valid && !rst), .ready(a_ready), .offer({a_addr, a_len}));

    // What the bus has still to see of the request, by the addresses that it took.
    logic [63:4] f_next;
    logic [15:0] f_left;
    wire f_request = request_valid && request_ready;
    always @(posedge clk) begin
        if (burst_start) begin
            f_next <= f_next + {52'd0, burst_length} + 60'd1;
            f_left <= f_left - {8'd0, burst_length} - 16'd1;
        end
        if (f_request) begin
            f_next <= request_address;
            f_left <= request_beats;
        end
        if (rst || stop) f_left <= 0;
    end

    always @* if (!$initstate) begin
        if (a_valid) assert ({1'b0, a_addr[11:4]} + {1'b0, a_len} < 9'd256);    // within 4 KiB
        if (a_valid) assert (a_addr[3:0] == 0);
        if (burst_start) begin
            assert (burst_address == f_next);                                   // no gap, no overlap
            assert ({8'd0, burst_length} < f_left);                             // not too much
            assert (burst_last == ({8'd0, burst_length} + 16'd1 == f_left));    // the last is the last
            // As long as it may be: to the end or to the boundary.
            assert (burst_last || burst_address[11:4] + burst_length == 8'd255);
        end
        if (f_request) assert (f_left == 0);                                    // nothing is left of the one before
        assert (f_left == left);
        if (left != 0) assert (f_next == next);
    end

    // What was decided is what is shown.
    always @(posedge clk) if (!$initstate && $past(burst_start) && !$past(rst))
        assert (a_valid && a_addr == {$past(burst_address), 4'd0} && a_len == $past(burst_length));
