// What a job did; kept until the next begins.
module mcc_counters #(
    parameter int GROUPS = 4
) (
    input  logic                 clk,
    input  logic                 rst,
    input  logic                 start,          // of a job
    input  logic                 running,
    input  logic                 waiting,
    input  logic                 event_taken,
    // verilator lint_off UNUSEDSIGNAL
    input  mcc_core_pkg::event_t found,
    // verilator lint_on UNUSEDSIGNAL
    input  logic                 row_fetched,
    input  logic [5*GROUPS-1:0]  saturated,
    input  logic                 step_done,
    input  logic                 frame_written,
    input  logic                 outputs_valid,  // outputs of one cell in each group
    input  logic                 outputs_last,   // of a layer and stream
    input  logic [8*GROUPS-1:0]  outputs,
    input  logic [5:0]           place,          // 2 x layer + stream
    output logic [63:0]          wait_cycles,
    output logic [63:0]          events_input,
    output logic [63:0]          events_receptive,
    output logic [63:0]          events_context,
    output logic [63:0]          events_backward,
    output logic [63:0]          events_update,
    output logic [63:0]          rows_fetched,
    output logic [63:0]          saturations,
    output logic [63:0]          steps,
    output logic [31:0]          frames_done,
    output logic [511:0]         active_cells
);
    logic [8:0] saturated_sum, saturated_now;
    logic [4:0] active_now;
    logic [15:0] active;
    logic counted, sent_back;
    logic [1:0] kind;
    logic train;
    logic [11:0] columns;

    always_comb begin
        saturated_sum = '0;
        active_now = '0;
        for (int g = 0; g < GROUPS; g++) begin
            saturated_sum = saturated_sum + 9'(saturated[5*g +: 5]);
            active_now = active_now + 5'(outputs[8*g +: 8] != 8'd0);
        end
    end

    always_ff @(posedge clk) begin
        // A pass that goes on from kept sums ends with its bias, which sends nothing then; in training a row whose event is zero
        // sends errors back and learns nothing.
        counted <= event_taken && found.value != '0 && !rst;
        sent_back <= event_taken && found.back && !rst;
        saturated_now <= rst ? 9'd0 : saturated_sum;
        if (event_taken) begin
            kind <= found.kind;
            train <= found.train;
            columns <= found.columns;
        end
        if (rst || start) begin
            wait_cycles <= '0;
            events_input <= '0;
            events_receptive <= '0;
            events_context <= '0;
            events_backward <= '0;
            events_update <= '0;
            rows_fetched <= '0;
            saturations <= '0;
            steps <= '0;
            frames_done <= '0;
            active_cells <= '0;
            active <= '0;
        end else begin
            if (running && waiting) wait_cycles <= wait_cycles + 64'd1;
            if (counted && !train) begin
                case (kind)
                    mcc_core_pkg::CLASS_INPUT: events_input <= events_input + 64'(columns);
                    mcc_core_pkg::CLASS_RECEPTIVE: events_receptive <= events_receptive + 64'(columns);
                    default: events_context <= events_context + 64'(columns);
                endcase
            end
            if (counted && train) events_update <= events_update + 64'(columns);
            if (sent_back) events_backward <= events_backward + 64'(columns);
            if (row_fetched) rows_fetched <= rows_fetched + 64'd1;
            if (saturated_now != '0) saturations <= saturations + 64'(saturated_now);
            if (step_done) steps <= steps + 64'd1;
            if (frame_written) frames_done <= frames_done + 32'd1;
            if (outputs_valid) begin
                active <= outputs_last ? 16'd0 : active + 16'(active_now);
                if (outputs_last) active_cells[16*place[4:0] +: 16] <= active + 16'(active_now);
            end
        end
    end

    logic unused;
    assign unused = &{1'b0, place[5]};
endmodule
