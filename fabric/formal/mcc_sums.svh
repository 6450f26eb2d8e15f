// Of either network: kept sums are called right only when a frame of it ended since the reset and since all that makes them wrong.
    always @* assume (rst == $initstate);

    (* anyconst *) logic f_slot;
    logic f_framed;
    wire f_makes_wrong = rst || all_disturbed || (disturbed && slot == f_slot);

    always @(posedge clk) begin
        if (frame_done && slot == f_slot) f_framed <= 1;
        if (f_makes_wrong) f_framed <= 0;
    end

    always @* if (!rst && !$initstate) begin
        if (slot == f_slot) assert (hold == f_framed);
        assert (holds[f_slot] == f_framed);
    end
