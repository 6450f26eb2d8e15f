// The queue against a numbered list: whatever is pushed comes out once, in order, and never more is held than fits.
    localparam int F_BITS = ADDRESS_BITS + 3;
    logic [F_BITS-1:0] f_pushes, f_pops;
    wire  [F_BITS-1:0] f_held = f_pushes - f_pops;
    (* anyconst *) logic [F_BITS-1:0] f_number; // any word: what holds for it holds for all
    wire  [F_BITS-1:0] f_distance = f_number - f_pops;
    logic [WIDTH-1:0] f_word;

    always @* assume (rst == $initstate);
    always @(posedge clk) begin
        if (push_valid && push_ready) begin
            f_pushes <= f_pushes + 1'b1;
            if (f_pushes == f_number) f_word <= push_data;
        end
        if (pop_valid && pop_ready) f_pops <= f_pops + 1'b1;
        if (rst) begin
            f_pushes <= '0;
            f_pops <= '0;
        end
    end

    always @* if (!$initstate) begin
        assert (f_held <= DEPTH);                       // no overflow
        assert (push_ready == (f_held != DEPTH));         // and none refused without need
        assert (pop_valid == (f_held != 0));                        // no underflow
        if (f_held != 0 && f_distance == 0) assert (pop_data == f_word);
        // Invariants that induction needs.
        assert (f_held == count && f_pops[ADDRESS_BITS:0] == head);
        if (f_distance < f_held) assert (entries[f_number[ADDRESS_BITS-1:0]] == f_word);
    end

    handshake_rules #(.WIDTH(WIDTH)) f_out (.clk(clk), .valid(pop_valid && !rst), .ready(pop_ready), .offer(pop_data));
