// AXI4-Lite as a slave must keep it: answers only to what was asked, one each, held until taken, never withheld; and each
// write reaches the register file once, as it came.
    always @* assume (rst == $initstate);

    handshake_rules #(.WIDTH(ADDRESS_BITS), .ASSUMED(1)) f_aw
        (.clk(clk), .valid(s_awvalid && !rst), .ready(s_awready), .offer(s_awaddr));
    handshake_rules #(.WIDTH(36), .ASSUMED(1)) f_w
        (.clk(clk), .valid(s_wvalid && !rst), .ready(s_wready), .offer({s_wdata, s_wstrb}));
    handshake_rules #(.WIDTH(ADDRESS_BITS), .ASSUMED(1)) f_ar
        (.clk(clk), .valid(s_arvalid && !rst), .ready(s_arready), .offer(s_araddr));
    handshake_rules #(.WIDTH(2)) f_b (.clk(clk), .valid(s_bvalid && !rst), .ready(s_bready), .offer(s_bresp));
    handshake_rules #(.WIDTH(34)) f_r
        (.clk(clk), .valid(s_rvalid && !rst), .ready(s_rready), .offer({s_rdata, s_rresp}));

    // Asked and not yet answered.
    logic [1:0] f_addresses, f_data, f_writes, f_reads;
    logic [ADDRESS_BITS-1:0] f_address, f_read_address;
    logic [35:0] f_word;
    logic [1:0] f_write_answer, f_read_answer;
    logic [31:0] f_read_word;
    logic [2:0] f_write_wait, f_read_wait;

    always @(posedge clk) begin
        f_addresses <= f_addresses + (s_awvalid && s_awready) - (s_bvalid && s_bready);
        f_data <= f_data + (s_wvalid && s_wready) - (s_bvalid && s_bready);
        f_writes <= f_writes + write_valid - (s_bvalid && s_bready);
        f_reads <= f_reads + (s_arvalid && s_arready) - (s_rvalid && s_rready);
        if (s_awvalid && s_awready) f_address <= s_awaddr;
        if (s_wvalid && s_wready) f_word <= {s_wdata, s_wstrb};
        if (s_arvalid && s_arready) f_read_address <= s_araddr;
        if (write_valid) f_write_answer <= write_known ? 2'b00 : 2'b10;
        f_read_answer <= read_known ? 2'b00 : 2'b10;
        f_read_word <= read_known ? read_data : 32'd0;
        f_write_wait <= address_held && data_held && s_bready ? f_write_wait + 3'd1 : 3'd0;
        f_read_wait <= read_held && s_rready ? f_read_wait + 3'd1 : 3'd0;
        if (rst) begin
            f_addresses <= 0; f_data <= 0; f_writes <= 0; f_reads <= 0; f_write_wait <= 0; f_read_wait <= 0;
        end
    end

    always @* if (!$initstate) begin
        if (s_bvalid) assert (f_addresses != 0 && f_data != 0 && f_writes == 1 && s_bresp == f_write_answer);
        if (s_rvalid) assert (f_reads != 0);
        if (write_valid) assert (write_address == f_address && {write_data, write_strobe} == f_word);
        if (write_valid) assert (f_addresses > f_writes && f_data > f_writes);
        if (read_held) assert (read_address == f_read_address);
        assert (f_write_wait < 3 && f_read_wait < 3);
        // Invariants that induction needs: two of each at most, one held and one answered.
        assert (f_addresses == address_held + s_bvalid && f_data == data_held + s_bvalid);
        assert (f_writes == s_bvalid && f_reads == read_held + s_rvalid);
        if (address_held) assert (write_address == f_address);
        if (data_held) assert ({write_data, write_strobe} == f_word);
    end

    // A read's answer is what the register file said when it was asked, and that only.
    always @(posedge clk) if (!$initstate && s_rvalid && !$past(s_rvalid) && !$past(rst))
        assert (s_rdata == f_read_word && s_rresp == f_read_answer);
