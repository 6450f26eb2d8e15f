// Tests the weight memory: fills it with a pattern of the address and reads it back, then the same with all bits inverted.
module mcc_self_test #(
    parameter int LANES = 64,
    parameter int WEIGHT_WORDS = 4096,
    localparam int WA = $clog2(WEIGHT_WORDS)
) (
    input  logic                clk,
    input  logic                rst,
    input  logic                start,
    output logic                active,
    output logic                done,           // one cycle
    output logic                passed,
    output logic                part_write,     // in every group
    output logic                word_read,
    output logic [WA-1:0]       address,
    output mcc_core_pkg::part_t part,
    input  logic [16*LANES-1:0] word_data       // two cycles later
);
    localparam logic [1:0] WRITE = 2'd0, READ = 2'd1, FLUSH = 2'd2;

    logic [1:0] state, flush;
    logic inverted, half;
    logic [2:1] reads;
    logic [WA-1:0] address1, address2;

    function automatic logic [127:0] pattern(input logic [31:0] seed, input logic invert);
        logic [31:0] a;
        a = seed * 32'h9E3779B9;
        pattern = {a, ~a ^ 32'h0F0F3355, a ^ 32'hA5A5C3C3, ~a} ^ {128{invert}};
    endfunction

    assign part_write = active && state == WRITE;
    assign word_read = active && state == READ;
    assign part.half = half;
    assign part.address = 24'(address);
    assign part.data = pattern(32'(address), inverted);

    always_ff @(posedge clk) begin
        done <= 1'b0;
        reads <= rst ? '0 : {reads[1], word_read};
        address1 <= address;
        address2 <= address1;
        if (reads[2] && word_data != {LANES / 8{pattern(32'(address2), inverted)}}) passed <= 1'b0;
        if (rst) active <= 1'b0;
        else if (start) begin
            active <= 1'b1;
            passed <= 1'b1;
            state <= WRITE;
            address <= '0;
            half <= 1'b0;
            inverted <= 1'b0;
        end else if (active) begin
            case (state)
                WRITE: begin
                    half <= !half;
                    if (half) address <= address == WA'(WEIGHT_WORDS - 1) ? '0 : address + 1'b1;
                    if (half && address == WA'(WEIGHT_WORDS - 1)) state <= READ;
                end
                READ: begin
                    flush <= '0;
                    address <= address == WA'(WEIGHT_WORDS - 1) ? '0 : address + 1'b1;
                    if (address == WA'(WEIGHT_WORDS - 1)) state <= FLUSH;
                end
                default: begin
                    flush <= flush + 2'd1;
                    if (flush == 2'd3) begin
                        inverted <= 1'b1;
                        state <= WRITE;
                        active <= !inverted;
                        done <= inverted;
                    end
                end
            endcase
        end
    end
endmodule
