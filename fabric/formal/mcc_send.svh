// Of a source, the lowest byte: what was sent adds up to what is held, so that sums that are moved by what was sent are those of
// what is held; and what is held is what the source is, but for less than the threshold.
    always @* assume (rst == $initstate);

    (* anyconst *) logic f_signed;
    (* anyconst *) logic [6:0] f_threshold;
    logic [7:0] f_held, f_is1, f_is2;
    logic [A-1:0] f_address1, f_address2;
    logic f_plain1, f_plain2, f_write1, f_write2, f_rst1, f_rst2;
    logic signed [9:0] f_sent;
    wire signed [9:0] f_change = {put_change[8], put_change[8:0]};
    wire signed [9:0] f_now = {{2{f_signed && put_held[7]}}, put_held[7:0]};
    wire signed [9:0] f_was = {{2{f_signed && f_held[7]}}, f_held};
    wire signed [9:0] f_is = {{2{f_signed && f_is2[7]}}, f_is2};
    wire signed [9:0] f_moved = f_is - f_was;

    always @* begin
        assume (write_signed == f_signed);
        assume (threshold == f_threshold);
        // A source is written again only when its last write has reached the memory, which gives back what was put there.
        assume (!(write[0] && (write1[0] || put[0])));
        assume (!write1[0] || held[7:0] == f_held);
    end

    always @(posedge clk) begin
        f_is1 <= write_data[7:0];
        f_is2 <= f_is1;
        f_address1 <= write_address;
        f_address2 <= f_address1;
        f_plain1 <= write_plain;
        f_plain2 <= f_plain1;
        f_write1 <= write[0] && !rst;
        f_write2 <= f_write1 && !rst;
        f_rst1 <= rst;
        f_rst2 <= f_rst1;
        if (put[0]) begin
            f_held <= put_held[7:0];
            f_sent <= f_sent + f_change;
        end
        if (rst) begin
            f_held <= 0;
            f_sent <= 0;
        end
    end

    always @* if (!rst && !$initstate) begin
        assert (f_sent == f_was);
        if (!f_rst1 && !f_rst2) assert (put[0] == f_write2);
        if (put[0]) begin
            assert (f_sent + f_change == f_now);
            assert (put_address == f_address2);
            if (f_plain2 || f_moved >= $signed({3'd0, f_threshold}) || -f_moved >= $signed({3'd0, f_threshold}))
                assert (put_held[7:0] == f_is2);
            else assert (put_held[7:0] == f_held && f_change == 0);
        end
    end
